import type { Row } from '../row/json.ts';
import type { FieldSet, RowOf } from './field.ts';
import type { EntityPolicy } from './policy.ts';
import type { SearchSettings } from './search-settings.ts';

/**
 * How an item of a table is recognised as this entity, and where its key comes from.
 *
 * - `{ pk: 'FILM#{id}', sk: 'FILM' }`: by templates over the table's key attributes (`pk` the partition key, `sk` the sort
 *   key). The parts in braces are the entity's key and become fields of the row when the row declares them.
 * - `{ attribute: 'type', equals: 'film' }`: by an attribute's value; the entity's key is the table's primary key.
 * - `'every-item'`: the table holds nothing else; the entity's key is the table's primary key.
 */
export type Recognition = Templates | ByAttribute | 'every-item';

/** By templates over the key: a part in braces takes what stands there. */
export interface Templates extends Precedence {
  readonly pk: string;
  readonly sk?: string;
  /**
   * Delimiters of the table's other templates that a part may hold all the same. Beside `ORDER#{id}#LINE#{line}`, the `{id}`
   * of `ORDER#{id}` holds no `#`, unless `#` stands here. @default none
   */
  readonly partsMayContain?: string;
}

/** By the value of one attribute of the item. */
export interface ByAttribute extends Precedence {
  readonly attribute: string;
  readonly equals: string;
}

interface Precedence {
  /**
   * Names of entities that yield to this one where both recognise an item. Needed only where neither is the narrower one.
   * @default none
   */
  readonly before?: readonly string[];
}

/** Settings of `defineEntity`. */
export interface EntityDefinition<S extends FieldSet = FieldSet> {
  /** Lower-case words with hyphens: it becomes part of detail-types, index and table names. */
  readonly name: string;
  /** Counts up when the row changes incompatibly. @default 1 */
  readonly version?: number;
  readonly recognise: Recognition;
  readonly fields: S;
  /** How many changes an event packs at most; 1 turns packing off. @default as many as fit 64 KB and 60 s */
  readonly changesPerEvent?: number;
  /**
   * Lifts rows of events that were published before the present version: `{ 1: (row) => ... }` makes a row of version 2 from
   * one of version 1 (docs/schemas.md). Pure and total: the same row always gives the same. @default none
   */
  readonly evolve?: Readonly<Record<number, Evolve>>;
  /** Fields that must not leave the normalizer as they are. @default none */
  readonly policy?: EntityPolicy;
  /** Analyzer and synonyms of its search index. @default the standard tokenizer, without regard to case and accents */
  readonly search?: SearchSettings;
}

/** Makes a row of the next version. Fields that the present version does not declare are dropped afterwards. */
export type Evolve = (row: Row) => Row;

/** What `defineEntity` gives. */
export interface Entity<S extends FieldSet = FieldSet> extends EntityDefinition<S> {
  readonly version: number;
}

/** The TypeScript type of an entity's row: `type Film = RowOfEntity<typeof film>`. */
export type RowOfEntity<E extends Entity> = E extends Entity<infer S> ? RowOf<S> : never;

/**
 * Declares a kind of row, once: key, schema, search mapping and analytics columns all come from it.
 *
 * @example
 * const actor = defineEntity({
 *   name: 'actor',
 *   recognise: { pk: 'ACTOR#{id}', sk: 'ACTOR' },
 *   fields: { id: keyword(), name: text(), born: optional(date()) },
 * });
 * type Actor = RowOfEntity<typeof actor>; // { id: string; name: string; born?: string | null }
 */
export function defineEntity<const S extends FieldSet>(definition: EntityDefinition<S>): Entity<S> {
  return { version: 1, ...definition };
}
