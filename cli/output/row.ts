import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Json, Row } from '../../shared/domain/json.ts';

const WIDTH = 100;

/** A row in one line: its values, in the order its entity declares its fields, as far as they fit. */
export function describeRow(entity: Entity, row: Row): string {
  const values = Object.keys(entity.fields).map((name) => row[name]);
  const parts = values.flatMap((value) => (value === null || value === undefined ? [] : [valueText(value)]));
  const line = parts.join(' · ');
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

export function valueText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
