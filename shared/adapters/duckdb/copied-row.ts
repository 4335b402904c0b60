import { historyRow, type ColumnValue, type HistoryRow } from '../../dialects/parquet/history-row.ts';
import { analyticsColumns, columnName, type AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { ColumnType } from '../../domain/definition/field.ts';
import type { Json, JsonObject, Row } from '../../domain/row/json.ts';
import type { Reason } from '../../domain/delivery/reason.ts';

/** An entity's rows as the analytics copy gives them back: by column, typed, without what is null. */
export interface CopiedRows {
  /** What a row of the table becomes in the copy; undefined when it does not fit its columns. */
  ofTable(row: Row): Row | undefined;
  /** Why a row of the table does not fit the columns; undefined when it does. */
  unfit(key: string, row: Row): Reason | undefined;
  /** A row that DuckDB answered with, in the same form. */
  ofCopy(answer: Readonly<Record<string, Json | undefined>>): Row;
}

export function copiedRows(entity: Entity): CopiedRows {
  const columns = analyticsColumns(entity);
  const own = columns.filter(({ field }) => field !== undefined);
  const copiedRow = (key: string, row: Row): HistoryRow => {
    const read = { entity: entity.name, id: 'x', key, at: '1970-01-01T00:00:00Z' };
    return historyRow(columns, { ...read, operation: 'snapshot', after: row });
  };
  return {
    unfit(key, row) {
      const copied = copiedRow(key, row);
      return copied.fits ? undefined : copied.reason;
    },
    ofTable(row) {
      const copied = copiedRow('x', row);
      if (!copied.fits) return undefined;
      return rowOf(own, (index, { type }) => jsonOf(type, copied.values[index] ?? null));
    },
    ofCopy(answer) {
      // Relations may name their columns in lower case, as Athena does.
      const values = new Map(Object.entries(answer).map(([name, value]) => [name.toLowerCase(), value]));
      return rowOf(own, (_, { name, type }) => parsed(type, values.get(name.toLowerCase()) ?? null));
    },
  };
}

function rowOf(own: readonly AnalyticsColumn[], value: (index: number, column: AnalyticsColumn) => Json): Row {
  const values = own.map((column, index) => [column.name, value(index, column)] as const);
  return Object.fromEntries(values.filter(([, present]) => present !== null));
}

/** A column's value as the JSON that DuckDB's answer has for it (json-value.ts). */
function jsonOf(type: ColumnType, value: ColumnValue): Json {
  if (value === null) return null;
  switch (type.kind) {
    case 'date':
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10);
    case 'timestamp':
      return momentOf(value as bigint);
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'list':
      return (value as readonly ColumnValue[]).map((element) => jsonOf(type.element, element));
    case 'struct':
      return structOf(type.fields, value as Readonly<Record<string, ColumnValue>>, (inner, member) =>
        jsonOf(inner, member ?? null),
      );
    case 'json':
      return parsed(type, value as string);
    case 'long':
      return Number(value);
    case 'string':
    case 'boolean':
    case 'double':
      return value as string | boolean | number;
  }
}

/** By name: files may hold members that are declared no longer, and Athena names them in lower case. */
function structOf<V>(
  fields: Readonly<Record<string, ColumnType>>,
  value: Readonly<Record<string, V>>,
  inner: (type: ColumnType, member: V | undefined) => Json,
): Json {
  const held = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
  const members = Object.entries(fields).map(([field, type]) => {
    const name = columnName(field);
    return [name, inner(type, held.get(name.toLowerCase()))] as const;
  });
  return Object.fromEntries(members);
}

/** JSON text is compared by what it says: the order of its names is nobody's. */
function parsed(type: ColumnType, value: Json): Json {
  if (value === null) return null;
  switch (type.kind) {
    case 'json':
      return typeof value === 'string' ? (JSON.parse(value) as Json) : value;
    case 'list':
      return Array.isArray(value) ? (value as readonly Json[]).map((element) => parsed(type.element, element)) : value;
    case 'struct':
      return structOf(type.fields, value as JsonObject, (inner, member) => parsed(inner, member ?? null));
    case 'string':
    case 'boolean':
    case 'long':
    case 'double':
    case 'decimal':
    case 'date':
    case 'timestamp':
      return value;
  }
}

function momentOf(microseconds: bigint): string {
  const finer = ((microseconds % 1000n) + 1000n) % 1000n;
  const text = new Date(Number((microseconds - finer) / 1000n)).toISOString();
  return finer === 0n ? text : text.replace('Z', `${String(finer).padStart(3, '0')}Z`);
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}
