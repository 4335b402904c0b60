import { analyticsColumns } from '../../shared/domain/analytics-columns.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';

/** Design section 4: a snapshot row wins over a stream change older than its read by more than this. */
const SNAPSHOT_MARGIN_SECONDS = 60;

/**
 * Every row as it is now, from its history: of each key the stream change with the highest position and the snapshot row
 * read last; of these two the one that the precedence lets win; then the deleted are gone. Duplicates fall away with the
 * rest. The DuckDB views of the command line say the same (adapters/duckdb/views.ts).
 *
 * @param table quoted: `"database"."table"`
 */
export function currentState(entity: Entity, table: string): string {
  const columns = analyticsColumns(entity).map(({ name }) => `"${name.toLowerCase()}"`);
  return `WITH newest AS (
  SELECT *, row_number() OVER (
    PARTITION BY _key, _position IS NULL ORDER BY _position DESC, _at DESC, _event_id DESC) AS nth_of_its_kind
  FROM ${table}
), ranked AS (
  SELECT *, row_number() OVER (
    PARTITION BY _key
    ORDER BY
      CASE WHEN _position IS NULL THEN _at - INTERVAL '${SNAPSHOT_MARGIN_SECONDS}' SECOND ELSE _at END DESC,
      _position IS NULL) AS nth_of_its_key
  FROM newest
  WHERE nth_of_its_kind = 1
)
SELECT ${columns.join(', ')}
FROM ranked
WHERE nth_of_its_key = 1 AND _operation NOT IN ('deleted', 'absent')`;
}
