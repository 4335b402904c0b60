/** What the snapshot of the analytics copy knows of changes that its history may have lost. */
import { DEFAULT_MARGIN_MS } from '../../domain/change/precedence.ts';
import type { VoidedChange } from '../../domain/change/voided.ts';
import { filesAt } from './latest.ts';
import { notVoided } from './not-voided.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

export interface MarksOf {
  /** Paths of the snapshot's files. */
  readonly snapshot: readonly string[];
  /** The entity's history as SQL, with its columns; undefined while it has no file. */
  readonly history: string | undefined;
  readonly voided: readonly VoidedChange[];
  /** Only these. @default all */
  readonly keys?: readonly string[] | undefined;
}

/**
 * `_key`, `_position`, `_at` and `_operation` of the winning changes, and of the highest positions seen, which have no time. A
 * position that was voided stays in `_position_seen` when a read had won over it: it is no mark of anything.
 */
export function snapshotMarks({ snapshot, voided, keys }: Omit<MarksOf, 'history'>): readonly string[] {
  if (snapshot.length === 0) return [];
  const some = amongKeys(keys);
  const source = filesAt(snapshot);
  const positions = voided.map(({ key, position }) => literal(`${key} ${position}`)).join(', ');
  const isReal = voided.length === 0 ? 'true' : `_key || ' ' || _position_seen NOT IN (${positions})`;
  return [
    `SELECT _key, _position, _at, _operation FROM ${source} WHERE ${notVoided(voided)}${some}`,
    `SELECT _key, _position_seen, NULL, NULL FROM ${source}
WHERE _position_seen IS DISTINCT FROM _position AND ${isReal}${some}`,
  ];
}

/**
 * Rows `_key`, `_at`: what won in the snapshot, and neither it nor what would win over it is in the history. A read of a repair
 * or backfill, later than the change by more than the margin, takes its place.
 */
export function goneChanges({ snapshot, history, voided, keys }: MarksOf): string | undefined {
  if (snapshot.length === 0) return undefined;
  const some = amongKeys(keys);
  const held = history ?? 'SELECT NULL AS _key, NULL AS _position, NULL::TIMESTAMP AS _at WHERE false';
  return `SELECT won._key, won._at FROM (
  SELECT _key, _position, _at FROM ${filesAt(snapshot)} WHERE ${notVoided(voided)}${some}
) AS won LEFT JOIN (
  SELECT _key, max(_position) AS position, max(_at) FILTER (WHERE _position IS NULL) AS read_at
  FROM (${held}) WHERE true${some} GROUP BY _key
) AS held ON won._key = held._key
WHERE CASE WHEN won._position IS NULL THEN coalesce(held.read_at < won._at, true)
  ELSE coalesce(held.position < won._position, true)
    AND coalesce(held.read_at <= won._at + INTERVAL ${DEFAULT_MARGIN_MS} MILLISECOND, true) END`;
}

export function amongKeys(keys: readonly string[] | undefined): string {
  if (keys === undefined) return '';
  return keys.length === 0 ? ' AND false' : ` AND _key IN (${keys.map(literal).join(', ')})`;
}
