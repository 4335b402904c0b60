import { canonicalDecimal } from '../../domain/row/decimal.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { regExpOf } from '../../domain/definition/key-pattern.ts';
import { hashedKeyParts } from '../../domain/definition/policy.ts';
import { recognisersOf, type Recogniser as Asked } from '../../domain/definition/recognition.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { documentKey } from '../../domain/row/keys.ts';
import type { Hash } from '../../domain/row/protect.ts';
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
    this.#matchers = recognisersOf(table).map((asked) => matcherOf(table, asked, keyPolicy(table, asked.entity, hash)));
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

/** Rendering a template is a function, so different keys of items give different parts: the document id stays collision-free. */
function matcherOf(table: TableDefinition, { entity, asks }: Asked, show: ShowPart): Matcher {
  const { recognise } = entity;
  const byTemplates = typeof recognise === 'object' && 'pk' in recognise;
  const patterns = [...asks].map(([name, pattern]) => ({ name, pattern: regExpOf(pattern) }));
  return (item) => {
    let keyFields: Readonly<Record<string, string>> = {};
    for (const { name, pattern } of patterns) {
      const text = keyText(own(item, name));
      const match = text === undefined ? null : pattern.exec(text);
      if (!match) return undefined;
      keyFields = { ...keyFields, ...match.groups };
    }
    const parts = byTemplates
      ? Object.entries(keyFields).map(([name, text]) => show(name, text))
      : primaryKeyOf(table, item).map(({ name, text }) => show(name, text));
    return { entity, key: documentKey(parts), keyFields };
  };
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
