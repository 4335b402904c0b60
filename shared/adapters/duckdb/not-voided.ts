/** Leaves voided changes out of what DuckDB reads. */
import { voidedName, type VoidedChange } from '../../domain/change/voided.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

/** A condition on rows of an entity's files. */
export function notVoided(voided: readonly VoidedChange[]): string {
  if (voided.length === 0) return 'true';
  return `_event_id || ' ' || coalesce(_position, '') NOT IN (${voided.map((one) => literal(voidedName(one))).join(', ')})`;
}
