/** Of several history files one, by DuckDB. It keeps every column that any of them has: those of older versions too. */
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { chunks } from '../../domain/delivery/chunks.ts';
import { ERASED } from '../../domain/history/erasure.ts';
import { ENTITY_MARK } from '../../dialects/s3/history-key.ts';
import type { Gather } from '../../ports/snapshot-engine.ts';
import { renameHidingColumns } from './hiding-columns.ts';
import { filesAt } from './latest.ts';
import { readValues } from './read-answer.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

const FILES_AT_A_TIME = 250;

/** As the views have it (views.ts): within a partition, a change is known by these. */
const CHANGE = '_event_id, _key';

/**
 * @param parquet how the file is written
 * @throws Error when the file has not each change once: it must not take the place of what it was made of
 */
export async function gatherFiles(
  connection: DuckDBConnection,
  { entity, files, output }: Gather,
  parquet: string,
): Promise<{ readonly rows: number }> {
  await renameHidingColumns(connection, files);
  const source = filesAt(await fewer(connection, files, dirname(output)));
  const [all = 0, changes = 0] = await numbers(
    connection,
    `SELECT count(*)::DOUBLE, count(DISTINCT (${CHANGE}))::DOUBLE FROM ${source}`,
  );
  const once = all === changes ? `SELECT * FROM ${source}` : eachOnce(source);
  await connection.run(
    `COPY (SELECT * FROM (${once}) ORDER BY _key, _at, _position, _event_id) TO ${literal(output)}
(${parquet}, KV_METADATA {${literal(ENTITY_MARK)}: ${literal(entity)}})`,
  );
  const [rows = 0] = await numbers(connection, `SELECT count(*)::DOUBLE FROM ${filesAt([output])}`);
  if (rows !== changes) throw new Error(`gathered ${rows} changes of ${changes}: nothing may be removed for it`);
  return { rows };
}

/** DuckDB holds what it knows of each file that it reads: of thousands, more than their rows. They are read once, some at a time. */
async function fewer(
  connection: DuckDBConnection,
  files: readonly string[],
  directory: string,
): Promise<readonly string[]> {
  const bundles = chunks(files, () => 0, { count: FILES_AT_A_TIME, bytes: Infinity });
  if (bundles.length <= 1) return files;
  const paths: string[] = [];
  for (const [nth, some] of bundles.entries()) {
    const path = join(directory, `bundle-${nth}.parquet`);
    await connection.run(`COPY (SELECT * FROM ${filesAt(some)}) TO ${literal(path)} (FORMAT parquet, COMPRESSION lz4)`);
    paths.push(path);
  }
  return paths;
}

/** Only the columns that decide are held for all rows. An erased change wins over the same one delivered again. */
function eachOnce(source: string): string {
  return `SELECT rows.* FROM ${source} AS rows SEMI JOIN (
  SELECT unnest(min({e: _cause IS DISTINCT FROM ${literal(ERASED)}, f: file_index, r: file_row_number}))
  FROM ${source} GROUP BY ${CHANGE}
) AS kept ON rows.file_index = kept.f AND rows.file_row_number = kept.r`;
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<readonly number[]> {
  return ((await readValues(connection, sql))[0] ?? []).map(Number);
}
