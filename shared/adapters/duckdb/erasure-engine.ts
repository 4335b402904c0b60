/** Erasure by DuckDB, on local files. Each file keeps its own columns: those of older versions of the entity too. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ERASED, formsOf, type HeldRow } from '../../domain/history/erasure.ts';
import type { Json } from '../../domain/row/json.ts';
import type { ErasureEngine, Occurrences } from '../../ports/erasure-engine.ts';
import type { Merged } from '../../ports/snapshot-engine.ts';
import { breakOffOn } from './break-off.ts';
import { renameHidingColumns } from './hiding-columns.ts';
import { filesAt, GONE } from './latest.ts';
import { readValues } from './read-answer.ts';
import { literal, quoted } from '../../dialects/duckdb/sql-text.ts';
import { own } from '../../domain/own.ts';

/** What stays of an erased row as it is. Every column that is not named here or in `ERASED_MARKS` is a value. */
const MARKS = ['_key', '_position', '_at', '_event_id', '_position_seen'];
/** A change becomes the deletion at its position, a read the absence at its time: the precedence goes on as before. */
const ERASED_MARKS: Readonly<Record<string, string>> = {
  _operation: "CASE WHEN _position IS NULL THEN 'absent' ELSE 'deleted' END",
  _changed: 'NULL',
  _cause: literal(ERASED),
};

const PARQUET = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480';

/** @param signal aborted, it breaks off the step that is under way */
export function createDuckDbErasureEngine(signal?: AbortSignal): ErasureEngine {
  return {
    find: (paths, key) => withConnection(signal, (connection) => find(connection, paths, key)),
    values: (paths, key) => withConnection(signal, (connection) => valuesOf(connection, paths, key)),
    erase: (path, output, key) => withConnection(signal, (connection) => erase(connection, path, output, key)),
    count: (paths, keys, texts) => withConnection(signal, (connection) => count(connection, paths, keys, texts)),
  };
}

async function find(connection: DuckDBConnection, paths: readonly string[], key: string) {
  const found = paths.map((): HeldRow[] => []);
  if (paths.length === 0) return found;
  await renameHidingColumns(connection, paths);
  const values = await valueColumns(connection, paths);
  const holds = [`NOT ${GONE}`, '_changed IS NOT NULL', ...values.map((name) => `${quoted(name)} IS NOT NULL`)];
  const answer = await readValues(
    connection,
    `SELECT file_index::INTEGER, _operation, _position, epoch_ms(_at)::DOUBLE, ${holds.join(' OR ')}
FROM ${filesAt(paths)} WHERE _key = ${literal(key)}`,
  );
  for (const row of answer) {
    const [file, operation, position, at, isHolding] = row as [number, string, string | null, number, boolean];
    found[file]?.push({ operation, position, at, holds: isHolding });
  }
  return found;
}

async function valuesOf(connection: DuckDBConnection, paths: readonly string[], key: string): Promise<readonly Json[]> {
  if (paths.length === 0) return [];
  const names = await valueColumns(connection, paths);
  if (names.length === 0) return [];
  const fields = names.map((name) => `${literal(name)}: ${quoted(name)}`);
  const answer = await readValues(
    connection,
    `SELECT DISTINCT to_json({${fields.join(', ')}})::VARCHAR FROM ${filesAt(paths)} WHERE _key = ${literal(key)}`,
  );
  return answer.map(([text]) => JSON.parse(text as string) as Json);
}

async function erase(connection: DuckDBConnection, path: string, output: string, key: string): Promise<Merged> {
  await renameHidingColumns(connection, [path]);
  const columns = (await columnsOf(connection, [path])).map((name) => {
    if (MARKS.includes(name)) return quoted(name);
    return `CASE WHEN _key = ${literal(key)} THEN ${own(ERASED_MARKS, name) ?? 'NULL'} ELSE ${quoted(name)} END AS ${quoted(name)}`;
  });
  await connection.run(
    `COPY (SELECT ${columns.join(', ')} FROM ${filesAt([path])}) TO ${literal(output)} (${PARQUET})`,
  );
  const counts = `SELECT count(*)::INTEGER, count(*) FILTER ${GONE}::INTEGER,
  epoch_ms(min(_at) FILTER ${GONE})::DOUBLE FROM ${filesAt([output])}`;
  const [rows, tombstones, oldest] = ((await readValues(connection, counts))[0] ?? []) as [
    number,
    number,
    number | null,
  ];
  return { rows, tombstones, ...(oldest !== null && { oldestTombstone: new Date(oldest).toISOString() }) };
}

async function count(
  connection: DuckDBConnection,
  paths: readonly string[],
  keys: readonly string[],
  texts: readonly string[],
): Promise<readonly Occurrences[]> {
  if (paths.length === 0 || texts.length === 0) return texts.map(() => ({ own: 0, elsewhere: 0 }));
  const own = keys.length === 0 ? 'false' : `coalesce(_key IN (${keys.map(literal).join(', ')}), false)`;
  const counts = texts.map((text) => {
    const found = formsOf(text).map((form) => `contains(row_text, ${literal(form)})`);
    const isFound = `(${found.join(' OR ')})`;
    return `count(*) FILTER (${own} AND ${isFound})::INTEGER, count(*) FILTER (NOT ${own} AND ${isFound})::INTEGER`;
  });
  const sql = `SELECT ${counts.join(',\n')}
FROM (SELECT _key, to_json(stored)::VARCHAR AS row_text FROM ${filesAt(paths)} AS stored)`;
  const numbers = ((await readValues(connection, sql))[0] ?? []) as number[];
  return texts.map((_, index) => ({ own: numbers[2 * index] ?? 0, elsewhere: numbers[2 * index + 1] ?? 0 }));
}

async function valueColumns(connection: DuckDBConnection, paths: readonly string[]): Promise<readonly string[]> {
  const all = await columnsOf(connection, paths);
  return all.filter((name) => !MARKS.includes(name) && !Object.hasOwn(ERASED_MARKS, name));
}

async function columnsOf(connection: DuckDBConnection, paths: readonly string[]): Promise<readonly string[]> {
  const answer = await readValues(connection, `DESCRIBE SELECT * FROM ${filesAt(paths)}`);
  return answer.map(([name]) => name as string);
}

/** One thread, rows in order: the same file gives the same bytes, and so the same name. */
async function withConnection<T>(
  signal: AbortSignal | undefined,
  run: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'true' });
  const connection = await instance.connect();
  try {
    using _ = breakOffOn(signal, connection);
    return await run(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
