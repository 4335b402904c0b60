import {
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  JsonDuckDBValueConverter,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api';

/**
 * DuckDB's value as JSON: whole numbers as numbers where a double holds them, decimals as their text, moments as ISO 8601
 * (the copy's timestamps are UTC), the rest as DuckDB's own JSON has it.
 */
export const jsonValue: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (typeof value === 'bigint') return safeNumber(value) ?? value.toString();
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return isoMoment(value);
  return JsonDuckDBValueConverter(value, type, converter);
};

function safeNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Milliseconds as always in JavaScript; microseconds only where there are some. */
function isoMoment(value: DuckDBTimestampValue | DuckDBTimestampTZValue): string {
  const { micros } = value;
  const finer = ((micros % 1000n) + 1000n) % 1000n;
  const date = new Date(Number((micros - finer) / 1000n));
  if (Number.isNaN(date.getTime())) return value.toString();
  return finer === 0n ? date.toISOString() : date.toISOString().replace('Z', `${String(finer).padStart(3, '0')}Z`);
}
