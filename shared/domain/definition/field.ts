/** What a field is: its JSON Schema with the traits that index, columns and reader take from it. The kinds are in fields.ts. */
import type { TSchema } from 'typebox';
import type { JsonObject } from '../row/json.ts';
import type { TimeForm } from '../time/time-form.ts';

/** An OpenSearch field mapping, such as `{ type: 'keyword', ignore_above: 8191 }`. */
export type SearchMapping = Readonly<Record<string, unknown>>;

/** The type of an analytics column. */
export type ColumnType =
  | { readonly kind: 'string' | 'boolean' | 'long' | 'double' | 'date' | 'timestamp' | 'json' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'list'; readonly element: ColumnType }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, ColumnType>> };

/** How a DynamoDB attribute becomes this field's value (see adapters/dynamodb/row-of-item.ts). */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'double'
  | 'decimal'
  | 'boolean'
  | 'time'
  | 'binary'
  | 'list'
  | 'object'
  | 'geo-point'
  | 'json'
  | 'map'
  | 'rest';

/** What each field's JSON Schema carries beside the standard keywords, under `headwater`. */
export interface FieldTraits {
  readonly kind: FieldKind;
  readonly search: SearchMapping | false;
  readonly column: ColumnType | false;
  /** A number where text is declared becomes its decimal text: 300 -> "300". */
  readonly coerce?: boolean;
  /** Of a time: how items spell it, and its bounds. */
  readonly time?: TimeForm & { readonly min?: string; readonly max?: string };
  /** Keywords of JSON Schema that readers of the released schema are told, beside those that rows are checked with. */
  readonly told?: JsonObject;
  /** What its declaration did wrong; `defineHeadwater` refuses the definition then. */
  readonly mistakes?: readonly string[];
  /** The item's name for it, where that is not the field's own. */
  readonly attribute?: string;
  readonly element?: FieldTraits;
  readonly fields?: Readonly<Record<string, FieldTraits>>;
}

/** A field whose value has the TypeScript type `T`. */
export type Field<T = unknown> = TSchema & { readonly headwater: FieldTraits; readonly '~value'?: T };

/** What every kind of field can be given. */
export interface FieldOptions {
  /**
   * The item's name of it, where the row's is another: `firstName: keyword({ attribute: 'first-name' })`. Any name that DynamoDB
   * takes. Everything but `recognise.attribute` and `timeToLive` names the field.
   * @default the field's own name
   */
  readonly attribute?: string;
  /** @default what the kind of field gives; `false` leaves the field out of the index's mapping. */
  readonly search?: SearchMapping | false;
  /** @default true; `false` leaves the field out of the analytics copy. */
  readonly column?: false;
  readonly description?: string;
}

export type OptionalField<T> = Field<T | null> & { readonly '~mayBeMissing': true };
/** The fields of an entity or an object, by the row's names. */
export type FieldSet = Readonly<Record<string, Field>>;
/** The TypeScript type of a field's value. */
export type ValueOf<F> = F extends { readonly '~value'?: infer T } ? Exclude<T, undefined> : never;

type OptionalNames<S> = { [K in keyof S]: S[K] extends { readonly '~mayBeMissing': true } ? K : never }[keyof S];

/** The TypeScript type of a row with these fields. */
export type RowOf<S extends FieldSet> = { readonly [K in Exclude<keyof S, OptionalNames<S>>]: ValueOf<S[K]> } & {
  readonly [K in OptionalNames<S>]?: ValueOf<S[K]>;
};

/** Lucene refuses terms over 32,766 bytes; a UTF-8 character has at most 4. Longer text is kept, and not found by its whole. */
export const KEYWORD = { type: 'keyword', ignore_above: 8191 } as const satisfies SearchMapping;

/** Rows hold declared fields only. */
export const CLOSED = { additionalProperties: false } as const;

/** A field's traits: what its kind gives, unless its options say otherwise. */
export function traitsOf(
  kind: FieldKind,
  options: FieldOptions,
  search: SearchMapping | false,
  column: ColumnType | false,
): { readonly headwater: FieldTraits; readonly description?: string } {
  return {
    ...(options.description === undefined ? {} : { description: options.description }),
    headwater: {
      kind,
      search: options.search ? bounded(options.search) : (options.search ?? search),
      column: options.column ?? column,
      ...(options.attribute !== undefined && { attribute: options.attribute }),
    },
  };
}

/** A keyword or wildcard without a limit refuses a whole document for one long value; its subfields as well. */
function bounded(mapping: SearchMapping): SearchMapping {
  const { type, fields } = mapping;
  return {
    ...((type === KEYWORD.type || type === 'wildcard') && { ignore_above: KEYWORD.ignore_above }),
    ...mapping,
    ...(isFields(fields) && {
      fields: Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, bounded(one)])),
    }),
  };
}

function isFields(fields: unknown): fields is Readonly<Record<string, SearchMapping>> {
  return typeof fields === 'object' && fields !== null;
}
