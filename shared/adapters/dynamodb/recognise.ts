import { canonicalDecimal } from '../../domain/decimal.ts';
import type { Entity, Recognition } from '../../domain/definition/entity.ts';
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { hashedKeyParts } from '../../domain/definition/policy.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { documentKey } from '../../domain/keys.ts';
import type { Hash } from '../../domain/protect.ts';
import { base64, type AttributeValue, type Item } from './attribute-value.ts';
import { own } from '../../domain/own.ts';

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
  readonly #hash: (text: string) => string;
  /** Whether any entity's key is hashed: then so is a key that cannot be told to be another's. */
  readonly #hashing: boolean;

  /** @param hash needed when an entity's policy hashes a part of its key. */
  constructor(table: TableDefinition, hash?: Hash) {
    this.#table = table;
    this.#matchers = table.entities.map((entity) => matcherOf(table, entity, keyPolicy(table, entity, hash)));
    this.#hash = (text) => hash?.(text) ?? '';
    this.#hashing = table.entities.some((entity) => hashedKeyParts(table, entity).size > 0);
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
    return documentKey(primaryKeyOf(this.#table, item).map(({ text }) => (this.#hashing ? this.#hash(text) : text)));
  }

  /** The primary key as a dead letter may show it: hashed unless it is known for one that no policy hashes. */
  shownKeys(item: Item): { readonly keys: Item; readonly hashed: boolean } {
    const parts = primaryKeyOf(this.#table, item).filter(({ name }) => own(item, name) !== undefined);
    const keys = Object.fromEntries(parts.map(({ name }) => [name, own(item, name) ?? {}]));
    // By the key alone: what an image says it is may not be what its key spells out.
    const owner = this.recognise(keys)?.entity;
    const hashed = owner ? hashedKeyParts(this.#table, owner).size > 0 : this.#hashing;
    if (!hashed) return { keys, hashed };
    return { keys: Object.fromEntries(parts.map(({ name, text }) => [name, { S: this.#hash(text) }])), hashed };
  }
}

type Matcher = (item: Item) => Recognised | undefined;

/** What a part of the key looks like in a document id. */
type ShowPart = (name: string, text: string) => string;

function keyPolicy(table: TableDefinition, entity: Entity, hash: Hash | undefined): ShowPart {
  const hashed = hashedKeyParts(table, entity);
  if (hashed.size === 0) return (_, text) => text;
  if (!hash) {
    throw new HeadwaterError(
      'HW_POLICY_KEY_MISSING',
      `entity ${entity.name}: its policy hashes its key, but no key was read to hash with`,
    );
  }
  return (name, text) => (hashed.has(name) ? hash(text) : text);
}

function matcherOf(table: TableDefinition, entity: Entity, show: ShowPart): Matcher {
  const { recognise } = entity;
  const byPrimaryKey: Matcher = (item) => {
    const parts = primaryKeyOf(table, item).map(({ name, text }) => show(name, text));
    return { entity, key: documentKey(parts), keyFields: {} };
  };
  if (recognise === 'every-item') return byPrimaryKey;
  if ('attribute' in recognise) {
    return (item) => (keyText(own(item, recognise.attribute)) === recognise.equals ? byPrimaryKey(item) : undefined);
  }
  return byTemplates(table, entity, recognise, show);
}

/** Rendering a template is a function, so different keys of items give different parts: the document id stays collision-free. */
function byTemplates(
  table: TableDefinition,
  entity: Entity,
  recognise: Extract<Recognition, { pk: string }>,
  show: ShowPart,
): Matcher {
  const partition = templatePattern(recognise.pk);
  const sort = recognise.sk === undefined ? undefined : templatePattern(recognise.sk);
  return (item) => {
    const partitionMatch = partition.exec(keyText(own(item, table.partitionKey.name)) ?? '');
    if (!partitionMatch) return undefined;
    const sortText = table.sortKey && keyText(own(item, table.sortKey.name));
    const sortMatch = sort?.exec(sortText ?? '');
    if (sort && !sortMatch) return undefined;
    const keyFields = { ...partitionMatch.groups, ...sortMatch?.groups };
    const key = documentKey(Object.entries(keyFields).map(([name, text]) => show(name, text)));
    return { entity, key, keyFields };
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

interface KeyPart {
  readonly name: string;
  readonly text: string;
}

function primaryKeyOf({ partitionKey, sortKey }: TableDefinition, item: Item): KeyPart[] {
  const attributes: KeyAttribute[] = sortKey ? [partitionKey, sortKey] : [partitionKey];
  return attributes.map(({ name }) => ({ name, text: keyText(own(item, name)) ?? '' }));
}

/** The text of a key attribute: text as it is, a number's decimal text, binary as base64. */
function keyText(value: AttributeValue | undefined): string | undefined {
  if (value?.S !== undefined) return value.S;
  if (value?.N !== undefined) return canonicalDecimal(value.N) ?? value.N;
  return value?.B === undefined ? undefined : base64(value.B);
}
