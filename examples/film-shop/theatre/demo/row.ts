import type { Entity } from 'headwater';
import type { SearchedRow } from '../search.ts';

const WIDTH = 100;

/** A row in one line: its values, in the order its entity declares its fields, as far as they fit. */
export function describeRow(entity: Entity, row: SearchedRow): string {
  const fields = new Map(Object.entries(row));
  const values = Object.keys(entity.fields).map((name) => fields.get(name));
  const parts = values.flatMap((value) => (value === null || value === undefined ? [] : [textOf(value)]));
  const line = parts.join(' · ');
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
