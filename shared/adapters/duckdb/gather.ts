/** Of several history files one, by DuckDB. It keeps every column that any of them has: those of older versions too. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ERASED } from '../../domain/erasure.ts';
import type { Gather } from '../../ports/snapshot-engine.ts';
import { filesAt } from './latest.ts';
import { literal } from './sql-text.ts';

/** As the views have it (views.ts): within a partition, a change is known by these. */
const CHANGE = '_event_id, _key';

/**
 * @param parquet how the file is written
 * @throws Error when the file has not each change once: it must not take the place of what it was made of
 */
export async function gatherFiles(
  connection: DuckDBConnection,
  { files, output }: Gather,
  parquet: string,
): Promise<{ readonly rows: number }> {
  const source = filesAt(files);
  const [all = 0, changes = 0] = await numbers(
    connection,
    `SELECT count(*)::DOUBLE, count(DISTINCT (${CHANGE}))::DOUBLE FROM ${source}`,
  );
  const once = all === changes ? `SELECT * FROM ${source}` : eachOnce(source);
  await connection.run(
    `COPY (SELECT * FROM (${once}) ORDER BY _key, _at, _position, _event_id) TO ${literal(output)} (${parquet})`,
  );
  const [rows = 0] = await numbers(connection, `SELECT count(*)::DOUBLE FROM ${filesAt([output])}`);
  if (rows !== changes) throw new Error(`gathered ${rows} changes of ${changes}: nothing may be removed for it`);
  return { rows };
}

/** Only the columns that decide are held for all rows. An erased change wins over the same one delivered again. */
function eachOnce(source: string): string {
  return `SELECT rows.* FROM ${source} AS rows SEMI JOIN (
  SELECT unnest(min({e: _cause IS DISTINCT FROM ${literal(ERASED)}, f: file_index, r: file_row_number}))
  FROM ${source} GROUP BY ${CHANGE}
) AS kept ON rows.file_index = kept.f AND rows.file_row_number = kept.r`;
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<readonly number[]> {
  return ((await connection.runAndReadAll(sql)).getRows()[0] ?? []).map(Number);
}
