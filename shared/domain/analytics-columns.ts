/**
 * The columns of an entity's history in the analytics copy: the entity's own, typed, then the bookkeeping of each change;
 * and a change's values in them. Parquet schema, Glue table and DuckDB views all come from here.
 *
 * A row's columns hold the row as the change left it; for a delete, the row as it was last. Every column is nullable:
 * fields that a row lacks and columns that are newer than a change read as null.
 */
import { isRead, rowAfter, type Change } from './change.ts';
import { canonicalDecimal } from './decimal.ts';
import type { Entity } from './definition/entity.ts';
import type { ColumnType } from './definition/fields.ts';
import { HeadwaterError } from './errors.ts';
import type { Json, Row } from './json.ts';
import { faultOf } from './precedence.ts';
import type { Reason } from './reason.ts';

export interface AnalyticsColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The row's field that the column holds; bookkeeping columns have none. */
  readonly field?: string;
}

/** What stands in a column: bigint for a long, a timestamp (microseconds) and a decimal (unscaled); number for a date (days). */
export type ColumnValue = string | number | bigint | boolean | null | readonly ColumnValue[] | ColumnStruct;
interface ColumnStruct {
  readonly [name: string]: ColumnValue;
}

const STRING: ColumnType = { kind: 'string' };

const BOOKKEEPING_COLUMNS: readonly AnalyticsColumn[] = [
  { name: '_key', type: STRING },
  { name: '_operation', type: STRING },
  { name: '_position', type: STRING },
  { name: '_at', type: { kind: 'timestamp' } },
  { name: '_changed', type: { kind: 'list', element: STRING } },
  { name: '_event_id', type: STRING },
  { name: '_cause', type: STRING },
];

/**
 * In a snapshot's files: the highest stream position seen of the key, also of changes that lost to a row read later. It
 * is what a store's mark `p` is (precedence.ts).
 */
export const POSITION_SEEN: AnalyticsColumn = { name: '_position_seen', type: STRING };

/** Hive partitions in an object's path: readers make columns of them, so no field's column can have their names. */
const PARTITION_COLUMNS = ['entity', 'date', 'hour'] as const;

/**
 * The entity's own columns, in the order of its fields, then the bookkeeping.
 * @throws HeadwaterError HW_CONFIG when two fields would share a column: Glue, Athena and DuckDB ignore case.
 */
export function analyticsColumns(entity: Entity): readonly AnalyticsColumn[] {
  const own = Object.entries(entity.fields).flatMap(([field, { headwater }]): AnalyticsColumn[] => {
    const type = headwater.column && withoutEmptyStructs(headwater.column);
    return type ? [{ name: topLevelName(field), type, field }] : [];
  });
  const holders = new Map<string, string>();
  for (const { name, field = '' } of own) {
    const holder = holders.get(name.toLowerCase());
    if (holder !== undefined) {
      const message = `entity ${entity.name}: fields ${holder} and ${field} would share the analytics column ${name.toLowerCase()}`;
      throw new HeadwaterError('HW_CONFIG', `${message}: set \`column: false\` on one of them`);
    }
    holders.set(name.toLowerCase(), field);
  }
  return [...own, ...BOOKKEEPING_COLUMNS];
}

/** The columns as Glue and Athena name them: lower case, Hive type strings. Partition columns are the table's own affair. */
export function glueColumns(entity: Entity): { name: string; type: string }[] {
  return analyticsColumns(entity).map(({ name, type }) => ({ name: name.toLowerCase(), type: glueType(type) }));
}

function glueType(type: ColumnType): string {
  switch (type.kind) {
    case 'json':
      return 'string';
    case 'long':
      return 'bigint';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'list':
      return `array<${glueType(type.element)}>`;
    case 'struct': {
      const fields = Object.entries(type.fields);
      return `struct<${fields.map(([name, inner]) => `${columnName(name).toLowerCase()}:${glueType(inner)}`).join(',')}>`;
    }
    case 'string':
    case 'boolean':
    case 'double':
    case 'date':
    case 'timestamp':
      return type.kind;
  }
}

/** A field's name as a column's: Athena takes letters, digits and underscores only. */
export function columnName(field: string): string {
  return field.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

const TAKEN: ReadonlySet<string> = new Set([
  ...[...BOOKKEEPING_COLUMNS, POSITION_SEEN].map(({ name }) => name),
  ...PARTITION_COLUMNS,
]);

/** A field called `date` becomes `date_`: the attribute of an existing table cannot be renamed, its column can. */
function topLevelName(field: string): string {
  const name = columnName(field);
  return TAKEN.has(name.toLowerCase()) ? `${name}_` : name;
}

/** Parquet has no struct without fields. */
function withoutEmptyStructs(type: ColumnType): ColumnType | undefined {
  if (type.kind === 'list') {
    const element = withoutEmptyStructs(type.element);
    return element && { kind: 'list', element };
  }
  if (type.kind !== 'struct') return type;
  const fields = Object.entries(type.fields).flatMap(([name, inner]) => {
    const kept = withoutEmptyStructs(inner);
    return kept ? [[name, kept] as const] : [];
  });
  return fields.length > 0 ? { kind: 'struct', fields: Object.fromEntries(fields) } : undefined;
}

/** A change's values, in the order of its columns; or why it has none. */
export type HistoryRow =
  { readonly fits: true; readonly values: readonly ColumnValue[] } | { readonly fits: false; readonly reason: Reason };

/**
 * @param columns the `analyticsColumns` of the change's entity.
 * A delete and an absence always fit: a field of its last row that does not becomes null, for a lost delete would bring the row back.
 */
export function historyRow(columns: readonly AnalyticsColumn[], change: Change): HistoryRow {
  const where = `${change.entity} ${change.key}`;
  const fault = faultOf(change);
  if (fault) return unfit(fault);
  const at = microsecondsOf(change.at);
  if (at === undefined) return unfit({ code: 'HW_EVENT_MALFORMED', message: `${where}: its time is no ISO 8601 time` });
  const deleted = change.operation === 'deleted';
  const gone = deleted || change.operation === 'absent';
  const row = deleted ? change.before : (rowAfter(change) ?? {});
  const values: ColumnValue[] = [];
  for (const { field, type } of columns) {
    if (field === undefined) continue;
    const value = columnValue(type, valueIn(row, field));
    if (value === undefined && !gone) {
      const pointer = pointerTo(field);
      const message = `${where}: ${pointer} does not fit its analytics column, ${glueType(type)}`;
      return unfit({ code: 'HW_ROW_INVALID', message, field: pointer });
    }
    values.push(value ?? null);
  }
  values.push(...bookkeeping(change, at));
  return { fits: true, values };
}

/** Why a change of an entity without columns is rejected. */
export function entityUnknown({ entity, key }: Change): Reason {
  return {
    code: 'HW_ENTITY_UNKNOWN',
    message: `${entity} ${key}: no entity of this name is kept in the analytics copy`,
  };
}

function unfit(reason: Reason): HistoryRow {
  return { fits: false, reason };
}

/** In the order of BOOKKEEPING_COLUMNS. */
function bookkeeping(change: Change, at: bigint): ColumnValue[] {
  return [
    change.key,
    change.operation,
    isRead(change) ? null : change.position,
    at,
    change.operation === 'updated' ? change.changed : null,
    change.id,
    change.cause ?? null,
  ];
}

/** A JSON pointer: RFC 6901. */
function pointerTo(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function valueIn(row: Row, field: string): Json {
  return Object.hasOwn(row, field) ? (row[field] ?? null) : null;
}

/** @returns undefined when the value does not fit the type. */
function columnValue(type: ColumnType, value: Json): ColumnValue | undefined {
  if (value === null) return null;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'long':
      return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'double':
      // DynamoDB has no negative zero: `+ 0` makes it the zero it is everywhere else.
      return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
    case 'date':
      return typeof value === 'string' ? daysOf(value) : undefined;
    case 'timestamp':
      return typeof value === 'string' ? microsecondsOf(value) : undefined;
    case 'decimal':
      return unscaled(value, type.precision, type.scale);
    case 'json':
      return JSON.stringify(value);
    case 'list':
      return Array.isArray(value) ? listValue(type.element, value as readonly Json[]) : undefined;
    case 'struct':
      return typeof value === 'object' && !Array.isArray(value) ? structValue(type.fields, value as Row) : undefined;
  }
}

function listValue(element: ColumnType, list: readonly Json[]): ColumnValue | undefined {
  const values: ColumnValue[] = [];
  for (const item of list) {
    const value = columnValue(element, item);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function structValue(fields: Readonly<Record<string, ColumnType>>, row: Row): ColumnValue | undefined {
  const values: [string, ColumnValue][] = [];
  for (const [field, type] of Object.entries(fields)) {
    const value = columnValue(type, valueIn(row, field));
    if (value === undefined) return undefined;
    values.push([columnName(field), value]);
  }
  return Object.fromEntries(values);
}

/** 12.5 as decimal(10,2) is 1250n: from its digits, never through a double. */
function unscaled(value: Json, precision: number, scale: number): bigint | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const [whole, fraction = ''] = canonicalDecimal(String(value))?.split('.') ?? [];
  if (whole === undefined || fraction.length > scale) return undefined;
  const digits = BigInt(whole + fraction.padEnd(scale, '0'));
  const limit = powerOfTen(precision);
  return digits < limit && digits > -limit ? digits : undefined;
}

const POWERS = Array.from({ length: 39 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

const DAY = 86_400_000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_MOMENT = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Days since 1970-01-01. */
function daysOf(text: string): number | undefined {
  const midnight = ISO_DAY.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(midnight)) return undefined;
  const day = Number(text.slice(8));
  // Date.parse takes 30 February for 2 March.
  return day <= 28 || new Date(midnight).getUTCDate() === day ? midnight / DAY : undefined;
}

/** Microseconds since 1970-01-01T00:00Z; finer digits are cut off, for no query engine here keeps them. */
function microsecondsOf(text: string): bigint | undefined {
  const [, day = '', time = '', fraction = '', offset = ''] = ISO_MOMENT.exec(text) ?? [];
  if (daysOf(day) === undefined) return undefined;
  const seconds = Date.parse(`${day}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}
