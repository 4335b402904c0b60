import type { AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import { columnName } from '../../domain/history/analytics-columns.ts';
import type { ColumnType } from '../../domain/definition/field.ts';

/** A question's start that gives all columns their names and types, and no row: files may lack some. */
export function typedNothing(columns: readonly AnalyticsColumn[]): string {
  const typed = columns.map(({ name, type }) => `NULL::${duckdbType(type)} AS ${quoted(name)}`);
  return `SELECT ${typed.join(', ')} WHERE false`;
}

function duckdbType(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'json':
      return 'VARCHAR';
    case 'boolean':
    case 'double':
    case 'date':
    case 'timestamp':
      return type.kind.toUpperCase();
    case 'long':
      return 'BIGINT';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'list':
      return `${duckdbType(type.element)}[]`;
    case 'struct': {
      const fields = Object.entries(type.fields);
      return `STRUCT(${fields.map(([name, inner]) => `${quoted(columnName(name))} ${duckdbType(inner)}`).join(', ')})`;
    }
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL ends at U+0000, which text may hold: it comes in by its number. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] ?? "''") : `concat(${parts.join(', chr(0), ')})`;
}

/** @param epochMs epoch milliseconds */
export function moment(epochMs: number): string {
  return `TIMESTAMP ${literal(new Date(epochMs).toISOString().replace('Z', ''))}`;
}
