/**
 * A change's values in the columns of its entity's history (analytics-columns.ts).
 *
 * A row's columns hold the row as the change left it; for a delete, the row as it was last. Every column is nullable:
 * fields that a row lacks and columns that are newer than a change read as null.
 */
import { columnName, type AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import { glueType } from '../glue/columns.ts';
import { isRead, rowAfter, type Change } from '../../domain/change/change.ts';
import { canonicalDecimal } from '../../domain/row/decimal.ts';
import type { ColumnType } from '../../domain/definition/field.ts';
import type { Json, Row } from '../../domain/row/json.ts';
import { daysOf, readInstant } from '../../domain/time/moment.ts';
import { faultOf } from '../../domain/change/precedence.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { own } from '../../domain/own.ts';

/** What stands in a column: bigint for a long, a timestamp (microseconds) and a decimal (unscaled); number for a date (days). */
export type ColumnValue = string | number | bigint | boolean | null | readonly ColumnValue[] | ColumnStruct;
interface ColumnStruct {
  readonly [name: string]: ColumnValue;
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
  const at = readInstant(change.at)?.microseconds;
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
  return own(row, field) ?? null;
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
      return typeof value === 'string' ? readInstant(value)?.microseconds : undefined;
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
