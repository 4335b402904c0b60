import { canonicalDecimal } from '../../domain/decimal.ts';
import type { Entity, Recognition } from '../../domain/definition/entity.ts';
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { documentKey } from '../../domain/keys.ts';
import { base64, type AttributeValue, type Item } from './attribute-value.ts';

/** An item's entity, its document id, and the fields that its key attributes spell out. */
export interface Recognised {
  readonly entity: Entity;
  readonly key: string;
  readonly keyFields: Readonly<Record<string, string>>;
}

/** Finds the entity of a table's items. Compiled once per table. */
export class Recogniser {
  readonly #table: TableDefinition;
  readonly #matchers: readonly Matcher[];

  constructor(table: TableDefinition) {
    this.#table = table;
    this.#matchers = table.entities.map((entity) => matcherOf(table, entity));
  }

  /** @returns undefined when no entity of the table recognises the item. */
  recognise(item: Item): Recognised | undefined {
    for (const match of this.#matchers) {
      const recognised = match(item);
      if (recognised) return recognised;
    }
    return undefined;
  }

  /** The table's own primary key as a document id: names an item that no entity recognises. */
  primaryKey(item: Item): string {
    return documentKey(primaryKeyOf(this.#table, item));
  }
}

type Matcher = (item: Item) => Recognised | undefined;

function matcherOf(table: TableDefinition, entity: Entity): Matcher {
  const { recognise } = entity;
  if (recognise === 'every-item') return (item) => byPrimaryKey(table, entity, item);
  if ('attribute' in recognise) {
    return (item) =>
      keyText(item[recognise.attribute]) === recognise.equals ? byPrimaryKey(table, entity, item) : undefined;
  }
  return byTemplates(table, entity, recognise);
}

function byPrimaryKey(table: TableDefinition, entity: Entity, item: Item): Recognised {
  return { entity, key: documentKey(primaryKeyOf(table, item)), keyFields: {} };
}

/** Rendering a template is a function, so different keys of items give different parts: the document id stays collision-free. */
function byTemplates(table: TableDefinition, entity: Entity, recognise: Extract<Recognition, { pk: string }>): Matcher {
  const partition = templatePattern(recognise.pk);
  const sort = recognise.sk === undefined ? undefined : templatePattern(recognise.sk);
  return (item) => {
    const partitionMatch = partition.exec(keyText(item[table.partitionKey.name]) ?? '');
    if (!partitionMatch) return undefined;
    const sortText = table.sortKey && keyText(item[table.sortKey.name]);
    const sortMatch = sort?.exec(sortText ?? '');
    if (sort && !sortMatch) return undefined;
    const keyFields = { ...partitionMatch.groups, ...sortMatch?.groups };
    return { entity, key: documentKey(Object.values(keyFields)), keyFields };
  };
}

/** `STOCK#{store}` -> /^STOCK#(?<store>[^]+?)$/: a part in braces has at least one character. */
export function templatePattern(template: string): RegExp {
  const pattern = template
    .split(/(\{\w+\})/)
    .map((piece) => (/^\{\w+\}$/.test(piece) ? `(?<${piece.slice(1, -1)}>[^]+?)` : RegExp.escape(piece)))
    .join('');
  return new RegExp(`^${pattern}$`);
}

function primaryKeyOf({ partitionKey, sortKey }: TableDefinition, item: Item): string[] {
  const attributes: KeyAttribute[] = sortKey ? [partitionKey, sortKey] : [partitionKey];
  return attributes.map(({ name }) => keyText(item[name]) ?? '');
}

/** The text of a key attribute: text as it is, a number's decimal text, binary as base64. */
function keyText(value: AttributeValue | undefined): string | undefined {
  if (value?.S !== undefined) return value.S;
  if (value?.N !== undefined) return canonicalDecimal(value.N) ?? value.N;
  return value?.B === undefined ? undefined : base64(value.B);
}
