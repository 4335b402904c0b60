/** Holds files against what their names say of their content: a file that reads well may yet hold something else. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { HISTORY_KEY, HISTORY_PREFIX, objectKey, partitionOf, partitionWith } from '../../dialects/s3/history-key.ts';
import type { FetchedObject } from '../../ports/snapshot-engine.ts';
import { foreignEntities } from './foreign-entity.ts';
import { filesAt } from './latest.ts';
import { readValues } from './read-answer.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

/** Two kinds of names: of the bytes (gathering, erasure), or of the ids of the changes (archiver). */
const NAME = /^(gathered-)?([0-9a-f]{32})-(\d+)\.parquet$/;
const FILES_AT_A_TIME = 250;

/**
 * @param files objects of the history that can be read; others are passed over
 * @param entities all that the copy has
 * @returns why, by path; empty when each holds what its name says, of its entity and its hour
 */
export async function alteredFiles(
  connection: DuckDBConnection,
  files: readonly FetchedObject[],
  entities: readonly Entity[],
): Promise<ReadonlyMap<string, string>> {
  const altered = new Map<string, string>();
  const ofHistory = files.filter(({ key }) => HISTORY_KEY.test(key));
  for (const some of chunks(ofHistory, () => 0, { count: FILES_AT_A_TIME, bytes: Infinity })) {
    const contents = await contentsOf(connection, some);
    const foreign = await foreignEntities(connection, some, entities);
    for (const file of some) {
      const held = contents.get(file.path);
      const of = foreign.get(file.path);
      const because =
        (await misnamed(connection, file, held)) ??
        (of !== undefined ? `it holds changes of ${of}` : undefined) ??
        misplaced(file, held);
      if (because !== undefined) altered.set(file.path, because);
    }
  }
  return altered;
}

/** The objects of files that lie below a directory as they do in the bucket. */
export function mirroredObjects(paths: readonly string[]): readonly FetchedObject[] {
  return paths.map((path) => ({ path, key: path.slice(path.lastIndexOf(`/${HISTORY_PREFIX}`) + 1) }));
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

interface Content {
  /** Of the ids of its changes; of a gathered object none. */
  readonly hash: string | null;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** In SQL ids are in the order of their bytes: where that is another than the archiver's, they are looked at once more. */
async function contentsOf(
  connection: DuckDBConnection,
  files: readonly FetchedObject[],
): Promise<ReadonlyMap<string, Content>> {
  const byIds = files.filter(({ key }) => !basename(key).startsWith('gathered-')).map(({ path }) => literal(path));
  const isById = byIds.length === 0 ? 'false' : `_file IN (${byIds.join(', ')})`;
  const paths = files.map(({ path }) => literal(path)).join(', ');
  const rows = await readValues(
    connection,
    `SELECT _file, sha256(string_agg(_event_id || chr(10), '' ORDER BY _event_id) FILTER (${isById})),
  epoch_ms(min(_at))::DOUBLE, epoch_ms(max(_at))::DOUBLE
FROM read_parquet([${paths}], union_by_name = true, hive_partitioning = false, filename = '_file') GROUP BY _file`,
  );
  return new Map(
    rows.map(([path, hash, from, to]) => [
      path as string,
      { hash: hash as string | null, from: from as number, to: to as number },
    ]),
  );
}

async function misnamed(
  connection: DuckDBConnection,
  { path, key }: FetchedObject,
  held: Content | undefined,
): Promise<string | undefined> {
  const [, gathered, hash] = NAME.exec(basename(key)) ?? [];
  if (hash === undefined || held?.hash?.startsWith(hash)) return undefined;
  if ((await sha256Of(path)).startsWith(hash)) return undefined;
  if (gathered !== undefined) return 'its bytes are not those that its name is the hash of';
  const rows = await readValues(connection, `SELECT _event_id FROM ${filesAt([path])}`);
  const ids = rows.map(([id]) => id as string);
  return basename(objectKey('', ids)) === basename(key)
    ? undefined
    : 'its changes are not those that its name is the hash of';
}

function misplaced({ key }: FetchedObject, held: Content | undefined): string | undefined {
  if (!held) return undefined;
  const entity = /entity=([^/]+)/.exec(key)?.[1] ?? '';
  const hours = [held.from, held.to].map((at) => partitionOf(entity, new Date(at).toISOString()));
  return hours.every((hour) => hour === partitionWith(key))
    ? undefined
    : `it holds changes of another hour: ${hours.join(', ')}`;
}
