/**
 * The kinds of field a row can have. One call gives a field's JSON Schema, its TypeScript type, its OpenSearch mapping
 * and its Parquet/Glue column: `keyword()`, `text()`, `decimal(10, 2)`, `optional(date())`, `list(keyword())` ...
 */
import Type from 'typebox';
import { decimalFits } from '../row/decimal.ts';
import { mistaken, mistakenInside, optionalTwice } from './field-options.ts';
import {
  CLOSED,
  KEYWORD,
  traitsOf,
  type ColumnType,
  type Field,
  type FieldOptions,
  type FieldSet,
  type OptionalField,
  type RowOf,
  type SearchMapping,
  type ValueOf,
} from './field.ts';
import { withHiddenProto } from './hidden-proto.ts';

export { enumeration } from './enumeration.ts';
export { geoPoint } from './geo-point.ts';
export { map, rest } from './free-keys.ts';
export { date, epochMilliseconds, epochSeconds, localTimestamp, timestamp } from './times.ts';

export interface TextOptions extends FieldOptions {
  /** @default 0 */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Take a number as its decimal text. @default false */
  readonly coerce?: boolean;
}

export interface NumberOptions extends FieldOptions {
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ListOptions extends FieldOptions {
  /**
   * A list of objects: OpenSearch then keeps what belongs to one object together (`nested` queries), at the price of a
   * document of its own for each. At most 10,000 of a row. @default false
   */
  readonly nested?: boolean;
}

/**
 * Exact text: filters, sorts, aggregates. Values of up to 8,191 characters are found by their whole.
 *
 * @example keyword({ pattern: '^[A-Z]{3}-[0-9]+$' })
 */
export function keyword(options: TextOptions = {}): Field<string> {
  const wrong = mistaken('keyword', options);
  if (wrong) return wrong;
  return textField(options, KEYWORD);
}

/**
 * Analyzed text for full-text search, with its exact form beside it as `<name>.raw`.
 *
 * @example text({ minLength: 1, coerce: true }) // N 300 is the title "300"
 */
export function text(options: TextOptions = {}): Field<string> {
  const wrong = mistaken('text', options);
  if (wrong) return wrong;
  return textField(options, { type: 'text', fields: { raw: KEYWORD } });
}

/**
 * A whole number that a double holds exactly: within +-(2^53 - 1). Larger ones (ids of 64 bits): `decimal(38, 0)`.
 *
 * @example integer({ minimum: 0 })
 */
export function integer(options: NumberOptions = {}): Field<number> {
  const wrong = mistaken('integer', options);
  if (wrong) return wrong;
  const range = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...bounds(options) };
  const traits = traitsOf('integer', options, { type: 'long' }, { kind: 'long' });
  return Type.Integer({ ...range, ...traits }) as unknown as Field<number>;
}

/**
 * A double; a number with more digits than a double holds is rounded to it.
 *
 * @example double({ minimum: -90, maximum: 90 })
 */
export function double(options: NumberOptions = {}): Field<number> {
  const wrong = mistaken('double', options);
  if (wrong) return wrong;
  const traits = traitsOf('double', options, { type: 'double' }, { kind: 'double' });
  return Type.Number({ ...bounds(options), ...traits }) as unknown as Field<number>;
}

/**
 * An exact decimal of up to `precision` (1 to 38) digits, `scale` of them behind the point. In a row it is a number where
 * a double holds it exactly, otherwise its decimal text.
 *
 * @example decimal(10, 2) // up to 99,999,999.99
 */
export function decimal(precision: number, scale: number, options: FieldOptions = {}): Field<number | string> {
  const wrong = mistaken('decimal', options);
  if (wrong) return wrong;
  const traits = traitsOf('decimal', options, { type: 'double' }, { kind: 'decimal', precision, scale });
  const either = Type.Union([Type.Number(), Type.String({ pattern: DECIMAL_TEXT })], traits);
  const fits = (value: number | string): boolean => decimalFits(value, precision, scale);
  const message = `must be a decimal of at most ${precision} digits, ${scale} of them behind the point`;
  return Type.Refine(either, fits, () => message) as unknown as Field<number | string>;
}

/**
 * True or false.
 *
 * @example optional(boolean({ attribute: '_deleted' }))
 */
export function boolean(options: FieldOptions = {}): Field<boolean> {
  const wrong = mistaken('boolean', options);
  if (wrong) return wrong;
  const traits = traitsOf('boolean', options, { type: 'boolean' }, { kind: 'boolean' });
  return Type.Boolean(traits) as unknown as Field<boolean>;
}

/**
 * Bytes, as base64 text in the row.
 *
 * @example binary({ search: false })
 */
export function binary(options: FieldOptions = {}): Field<string> {
  const wrong = mistaken('binary', options);
  if (wrong) return wrong;
  const traits = traitsOf('binary', options, { type: 'binary' }, { kind: 'string' });
  return Type.String({ contentEncoding: 'base64', ...traits }) as unknown as Field<string>;
}

/**
 * Any JSON: kept, not searchable; one column of JSON text.
 *
 * @example optional(json({ description: 'what the payment provider said' }))
 */
export function json(options: FieldOptions = {}): Field {
  const wrong = mistaken('json', options);
  if (wrong) return wrong;
  const traits = traitsOf('json', options, { type: 'object', enabled: false }, { kind: 'json' });
  return Type.Unknown(traits) as unknown as Field;
}

/**
 * A list, or a DynamoDB set (sorted). OpenSearch needs no array type: the mapping is the element's.
 *
 * @example list(object({ sku: keyword(), quantity: integer() }), { nested: true })
 */
export function list<F extends Field>(element: F, options: ListOptions = {}): Field<readonly ValueOf<F>[]> {
  const wrong = mistakenInside('list', { element }) ?? mistaken('list', options);
  if (wrong) return wrong;
  const inner = element.headwater;
  const column: ColumnType | false = inner.column === false ? false : { kind: 'list', element: inner.column };
  const { headwater } = traitsOf('list', options, options.nested ? nested(inner.search) : inner.search, column);
  return Type.Array(element, { headwater: { ...headwater, element: inner } }) as unknown as Field<
    readonly ValueOf<F>[]
  >;
}

/**
 * A nested object with fields of its own; attributes that are not declared are dropped.
 *
 * @example object({ street: text(), zip: keyword({ attribute: 'post.code' }) })
 */
export function object<S extends FieldSet>(fields: S, options: FieldOptions = {}): Field<RowOf<S>> {
  const wrong = mistakenInside('object', fields) ?? mistaken('object', options);
  if (wrong) return wrong;
  const inner = mapValues(withHiddenProto(fields), (field) => field.headwater);
  const properties = declared(mapValues(inner, (traits) => traits.search));
  const columns = declared(mapValues(inner, (traits) => traits.column));
  const { headwater } = traitsOf(
    'object',
    options,
    { dynamic: false, properties },
    { kind: 'struct', fields: columns },
  );
  return Type.Object(fields, { ...CLOSED, headwater: { ...headwater, fields: inner } }) as unknown as Field<RowOf<S>>;
}

/**
 * The attribute may be missing or null; so may the row's field.
 *
 * @example optional(date())
 */
export function optional<F extends Field>(inner: F): OptionalField<ValueOf<F>> {
  const wrong = mistakenInside('optional', { field: inner }) ?? optionalTwice(inner);
  if (wrong) return wrong as unknown as OptionalField<never>;
  const schema = Type.Optional(Type.Union([inner, Type.Null()], { headwater: inner.headwater }));
  return schema as unknown as OptionalField<ValueOf<F>>;
}

/** In the root document as well: a search that names no field finds what lies inside. */
function nested(mapping: SearchMapping | false): SearchMapping | false {
  if (!mapping) return false;
  // Of what is no object nothing can be nested: mapping-problems.ts says so.
  return { ...('properties' in mapping && mapping), type: 'nested', include_in_root: true };
}

/** A decimal in a row that a double does not hold. */
export const DECIMAL_TEXT = '^-?\\d+(\\.\\d+)?$';

function textField(options: TextOptions, mapping: SearchMapping): Field<string> {
  const { minLength, maxLength, pattern, coerce } = options;
  const { headwater, ...described } = traitsOf('text', options, mapping, { kind: 'string' });
  const limits = { minLength, maxLength, pattern };
  return Type.String({
    ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)),
    ...described,
    headwater: coerce ? { ...headwater, coerce } : headwater,
  }) as unknown as Field<string>;
}

function bounds({ minimum, maximum }: NumberOptions): { minimum?: number; maximum?: number } {
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function declared<T>(record: Readonly<Record<string, T | false>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== false));
}
