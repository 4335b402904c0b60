/**
 * The kinds of field a row can have. One call gives a field's JSON Schema, its TypeScript type, its OpenSearch mapping
 * and its Parquet/Glue column: `keyword()`, `text()`, `decimal(10, 2)`, `optional(date())`, `list(keyword())` ...
 */
import Type from 'typebox';
import { decimalFits } from '../decimal.ts';
import {
  CLOSED,
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

export interface DateOptions extends FieldOptions {
  /** Earliest and latest allowed, in the field's own form (ISO 8601), inclusive. */
  readonly min?: string;
  readonly max?: string;
}

/** Lucene refuses terms over 32,766 bytes; a UTF-8 character has at most 4. */
const KEYWORD_IGNORE_ABOVE = 8191;

/** Exact text: filters, sorts, aggregates. */
export function keyword(options: TextOptions = {}): Field<string> {
  return textField(options, { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE });
}

/** Analyzed text for full-text search, with its exact form beside it as `<name>.raw`. */
export function text(options: TextOptions = {}): Field<string> {
  return textField(options, { type: 'text', fields: { raw: { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE } } });
}

/** A whole number that a double holds exactly: within +-(2^53 - 1). */
export function integer(options: NumberOptions = {}): Field<number> {
  const range = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...bounds(options) };
  const traits = traitsOf('integer', options, { type: 'long' }, { kind: 'long' });
  return Type.Integer({ ...range, ...traits }) as unknown as Field<number>;
}

/** A double; a number with more digits than a double holds is rounded to it. */
export function double(options: NumberOptions = {}): Field<number> {
  const traits = traitsOf('double', options, { type: 'double' }, { kind: 'double' });
  return Type.Number({ ...bounds(options), ...traits }) as unknown as Field<number>;
}

/**
 * An exact decimal of up to `precision` (1 to 38) digits, `scale` of them behind the point. In a row it is a number where
 * a double holds it exactly, otherwise its decimal text.
 */
export function decimal(precision: number, scale: number, options: FieldOptions = {}): Field<number | string> {
  const traits = traitsOf('decimal', options, { type: 'double' }, { kind: 'decimal', precision, scale });
  const either = Type.Union([Type.Number(), Type.String({ pattern: DECIMAL_TEXT })], traits);
  const fits = (value: number | string): boolean => decimalFits(value, precision, scale);
  const message = `must be a decimal of at most ${precision} digits, ${scale} of them behind the point`;
  return Type.Refine(either, fits, () => message) as unknown as Field<number | string>;
}

export function boolean(options: FieldOptions = {}): Field<boolean> {
  const traits = traitsOf('boolean', options, { type: 'boolean' }, { kind: 'boolean' });
  return Type.Boolean(traits) as unknown as Field<boolean>;
}

/** A calendar day, `2026-11-23`. */
export function date(options: DateOptions = {}): Field<string> {
  const traits = traitsOf('text', options, { type: 'date', format: 'strict_date' }, { kind: 'date' });
  return momentField('date', options, traits);
}

/** A moment, ISO 8601 with an offset or Z: `2026-11-23T18:52:07.123Z`. */
export function timestamp(options: DateOptions = {}): Field<string> {
  const mapping = { type: 'date', format: 'strict_date_optional_time' };
  return momentField('date-time', options, traitsOf('text', options, mapping, { kind: 'timestamp' }));
}

/** Bytes, as base64 text in the row. */
export function binary(options: FieldOptions = {}): Field<string> {
  const traits = traitsOf('binary', options, { type: 'binary' }, { kind: 'string' });
  return Type.String({ contentEncoding: 'base64', ...traits }) as unknown as Field<string>;
}

/** Any JSON: kept, not searchable; one column of JSON text. */
export function json(options: FieldOptions = {}): Field {
  const traits = traitsOf('json', options, { type: 'object', enabled: false }, { kind: 'json' });
  return Type.Unknown(traits) as unknown as Field;
}

/** A list, or a DynamoDB set (sorted). OpenSearch needs no array type: the mapping is the element's. */
export function list<F extends Field>(element: F, options: FieldOptions = {}): Field<readonly ValueOf<F>[]> {
  const inner = element.headwater;
  const column: ColumnType | false = inner.column === false ? false : { kind: 'list', element: inner.column };
  const { headwater } = traitsOf('list', options, inner.search, column);
  return Type.Array(element, { headwater: { ...headwater, element: inner } }) as unknown as Field<
    readonly ValueOf<F>[]
  >;
}

/** A nested object with fields of its own; attributes that are not declared are dropped. */
export function object<S extends FieldSet>(fields: S, options: FieldOptions = {}): Field<RowOf<S>> {
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

/** The attribute may be missing or null. */
export function optional<F extends Field>(inner: F): OptionalField<ValueOf<F>> {
  const schema = Type.Optional(Type.Union([inner, Type.Null()], { headwater: inner.headwater }));
  return schema as unknown as OptionalField<ValueOf<F>>;
}

const DECIMAL_TEXT = '^-?\\d+(\\.\\d+)?$';

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

function momentField(format: 'date' | 'date-time', options: DateOptions, traits: object): Field<string> {
  const { min, max } = options;
  // formatMinimum and formatMaximum are what JSON Schema validators with ajv-formats read.
  const limits = { ...(min && { formatMinimum: min }), ...(max && { formatMaximum: max }) };
  const schema = Type.String({ format, ...limits, ...traits });
  if (min === undefined && max === undefined) return schema as unknown as Field<string>;
  const within = (value: string): boolean => (!min || value >= min) && (!max || value <= max);
  const message = ['must not be', min && ` before ${min}`, min && max && ' or', max && ` after ${max}`]
    .filter(Boolean)
    .join('');
  return Type.Refine(schema, within, () => message) as unknown as Field<string>;
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
