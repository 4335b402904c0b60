import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Entity } from '../../domain/definition/entity.ts';
import type { FoldedPart, Merge, Merged, SnapshotEngine } from '../../ports/snapshot-engine.ts';
import { breakOffOn } from './break-off.ts';
import { alteredFiles } from './content-check.ts';
import { gatherFiles } from './gather.ts';
import { renameHidingColumns } from './hiding-columns.ts';
import { GONE, latestPerKey, snapshotColumns } from './latest.ts';
import { readValues } from './read-answer.ts';
import { literal, moment, quoted } from '../../dialects/duckdb/sql-text.ts';
import { unreadableFiles } from './unreadable-files.ts';

export interface DuckDbEngineOptions {
  /** What DuckDB may use before it spills to disk, in MB; the process needs about 250 MB beside it. */
  readonly memoryMegabytes: number;
  readonly threads?: number;
  /** Aborted, it breaks off the step that is under way. */
  readonly signal?: AbortSignal | undefined;
}

/** Level 3 is DuckDB's own. Smaller row groups let a question for one key skip more: docs/decisions/112. */
const PARQUET = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480';

/** Bits of the hash that can number a bucket: four hex digits. */
const HASH_BITS = 16;

/** Compaction by DuckDB, on local files. Each step has a database of its own, which goes with all of its memory. */
export function createDuckDbSnapshotEngine(options: DuckDbEngineOptions): SnapshotEngine {
  return {
    unreadable: (files, directory) =>
      withConnection(directory, options, (connection) => unreadableFiles(connection, files, 'whole')),
    unusable: (history, directory, entities) =>
      withConnection(directory, options, async (connection) => {
        const paths = history.map(({ path }) => path);
        const unreadable = await unreadableFiles(connection, paths, 'marks');
        const readable = history.filter(({ path }) => !unreadable.has(path));
        return new Map([...unreadable, ...(await alteredFiles(connection, readable, entities))]);
      }),
    fold: (entity, { history, directory, bucketBits, outlivedBefore, voided = [] }) =>
      withConnection(directory, options, async (connection) => {
        await renameHidingColumns(connection, history);
        const limit = outlivedBefore === undefined ? {} : { outlivedBefore };
        const winners = latestPerKey(entity, { history, ...limit, voided });
        const rows = `SELECT ${storedColumns(entity)}, ${bucketOf(bucketBits)} AS _bucket FROM (${winners})`;
        const parts = join(directory, 'parts');
        await connection.run(
          `COPY (${rows}) TO ${literal(parts)} (${PARQUET}, PARTITION_BY (_bucket), WRITE_PARTITION_COLUMNS false)`,
        );
        return partsBelow(parts);
      }),
    merge: (entity, merge) =>
      withConnection(dirname(merge.output), options, (connection) => runMerge(connection, entity, merge)),
    // One thread: the same parts give the same bytes, and so the same name.
    gather: (gather) =>
      withConnection(dirname(gather.output), { ...options, threads: 1 }, (connection) =>
        gatherFiles(connection, gather, PARQUET),
      ),
  };
}

async function runMerge(connection: DuckDBConnection, entity: Entity, merge: Merge): Promise<Merged> {
  const { files, output, bucket, bucketBits, forgetBefore, voided = [] } = merge;
  await renameHidingColumns(connection, files);
  const forgotten = forgetBefore === undefined ? 'false' : `${GONE} AND _at < ${moment(forgetBefore)}`;
  await connection.run(`COPY (
  SELECT ${storedColumns(entity)} FROM (${latestPerKey(entity, { snapshot: files, voided })})
  WHERE ${bucketOf(bucketBits)} = ${bucket} AND NOT (${forgotten}) ORDER BY _key
) TO ${literal(output)} (${PARQUET})`);
  const counts = `SELECT count(*)::INTEGER, count(*) FILTER ${GONE}::INTEGER,
  epoch_ms(min(_at) FILTER ${GONE})::DOUBLE FROM read_parquet(${literal(output)})`;
  const [rows, tombstones, oldest] = ((await readValues(connection, counts))[0] ?? []) as [
    number,
    number,
    number | null,
  ];
  return { rows, tombstones, ...(oldest !== null && { oldestTombstone: new Date(oldest).toISOString() }) };
}

/** A tombstone holds its key and marks: what the row held last is in history alone. */
function storedColumns(entity: Entity): string {
  return snapshotColumns(entity)
    .map(({ name, field }) =>
      field === undefined ? quoted(name) : `CASE WHEN NOT ${GONE} THEN ${quoted(name)} END AS ${quoted(name)}`,
    )
    .join(', ');
}

/** MD5 is the same in every engine and version, which DuckDB's own hash is not. */
function bucketOf(bits: number): string {
  return `(('0x' || md5(_key)[1:4])::INTEGER >> ${HASH_BITS - bits})`;
}

async function partsBelow(directory: string): Promise<readonly FoldedPart[]> {
  const folders = await readdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // no rows, no folder
    throw error;
  });
  const parts = folders.map(async (folder) => {
    const files = await readdir(join(directory, folder));
    const bucket = Number(folder.replace('_bucket=', ''));
    return files.map((file): FoldedPart => ({ bucket, path: join(directory, folder, file) }));
  });
  return (await Promise.all(parts)).flat();
}

async function withConnection<T>(
  directory: string,
  { memoryMegabytes, threads, signal }: DuckDbEngineOptions,
  run: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMegabytes}MB`,
    temp_directory: join(directory, 'spill'),
    // Sorting says what is in order; for the rest it would only be held back.
    preserve_insertion_order: 'false',
    // Files are read once: what is kept of them is for nothing. Measured with 3,000 of them gathered: 182 MB against 611.
    enable_external_file_cache: 'false',
    ...(threads !== undefined && { threads: String(threads) }),
  });
  const connection = await instance.connect();
  try {
    using _ = breakOffOn(signal, connection);
    return await run(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
