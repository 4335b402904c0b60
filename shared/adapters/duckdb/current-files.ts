import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pendingObjects, type HistoryObject, type Manifest } from '../../domain/history/compaction.ts';
import { readManifest as parseManifest } from '../../dialects/s3/read-manifest.ts';
import { manifestKey } from '../../dialects/s3/snapshot-key.ts';
import type { Sources } from './latest.ts';

/** What an entity's current rows are made of, below a directory that mirrors a bucket. */
export async function currentSources(
  directory: string,
  entity: string,
  history: readonly HistoryObject[],
): Promise<Sources> {
  const manifest = await readManifest(directory, entity);
  const pathOf = ({ key }: { readonly key: string }): string => join(directory, key);
  return {
    snapshot: manifest?.files.map(pathOf) ?? [],
    history: pendingObjects(manifest, history).map(pathOf),
    ...(manifest?.outlivedBefore !== undefined && { outlivedBefore: Date.parse(manifest.outlivedBefore) }),
  };
}

/** @returns undefined when the entity has no snapshot */
async function readManifest(directory: string, entity: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(entity, await readFile(join(directory, manifestKey(entity)), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
