import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { own } from '../../shared/domain/own.ts';

const WIDTH = 100;

/** A row in one line: its values, in the order its entity declares its fields, as far as they fit. */
export function describeRow(entity: Entity, row: Row): string {
  const values = Object.keys(entity.fields).map((name) => own(row, name));
  const parts = values.flatMap((value) => (value === null || value === undefined ? [] : [plainText(value)]));
  const line = parts.join(' · ');
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}
