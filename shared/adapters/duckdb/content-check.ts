/** Holds files against what their names say of their content: a file that reads well may yet hold something else. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { chunks } from '../../domain/chunks.ts';
import { objectKey } from '../../domain/history-key.ts';
import { filesAt } from './latest.ts';
import { readValues } from './read-answer.ts';

/** Two kinds of names: of the bytes (gathering, erasure), or of the ids of the changes (archiver). */
const NAME = /^(gathered-)?([0-9a-f]{32})-(\d+)\.parquet$/;
const FILES_AT_A_TIME = 250;

/**
 * @param paths history files that can be read, under their own names
 * @returns why, by path; empty when each holds what its name says
 */
export async function alteredFiles(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const altered = new Map<string, string>();
  for (const some of chunks(paths, () => 0, { count: FILES_AT_A_TIME, bytes: Infinity })) {
    const byIds: string[] = [];
    for (const path of some) {
      const [, gathered, hash] = NAME.exec(basename(path)) ?? [];
      if (hash === undefined || (await sha256Of(path)).startsWith(hash)) continue;
      if (gathered === undefined) byIds.push(path);
      else altered.set(path, 'its bytes are not those that its name is the hash of');
    }
    const names = await namesByIds(connection, byIds);
    for (const path of byIds)
      if (names.get(path) !== basename(path))
        altered.set(path, 'its changes are not those that its name is the hash of');
  }
  return altered;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** How the archiver would name what is in each. */
async function namesByIds(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const path of paths) {
    const rows = await readValues(connection, `SELECT _event_id FROM ${filesAt([path])}`);
    const ids = rows.map(([id]) => id as string);
    names.set(path, basename(objectKey('', ids)));
  }
  return names;
}
