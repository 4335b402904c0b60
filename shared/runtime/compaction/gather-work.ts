/** What one worker does when small history objects become a larger one, and when they go. */
import { createHash } from 'node:crypto';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { gatheredKey, partitionWith } from '../../dialects/s3/history-key.ts';
import { resultKey, workName } from '../../dialects/s3/snapshot-key.ts';
import type { SnapshotEngine } from '../../ports/snapshot-engine.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import { withoutUnreadable, type UnreadableObject } from './readable.ts';

/** Objects of one partition to one that holds all of their changes. */
export interface GatherTask {
  readonly kind: 'gather';
  readonly entity: string;
  readonly parts: readonly string[];
  /** ISO 8601: nothing is written afterwards. An erasure counts on it. */
  readonly until: string;
}

/** Removes the parts of a gathered object. */
export interface ClearTask {
  readonly kind: 'clear';
  readonly entity: string;
  readonly key: string;
  readonly list: string;
}

export interface GatheredParts {
  readonly key: string;
  readonly list: string;
  readonly bytes: number;
  readonly rows: number;
}

export interface Cleared {
  readonly removed: number;
}

interface PartsList {
  /** Of the gathered object. */
  readonly bytes: number;
  readonly parts: readonly string[];
}

interface Place {
  readonly store: SnapshotStore;
  readonly engine: SnapshotEngine;
  readonly entities: readonly Entity[];
  readonly now: () => number;
  readonly onUnreadable?: (object: UnreadableObject) => void;
}

/** @throws HeadwaterError HW_SNAPSHOT_UNAVAILABLE: a part has gone, or time is up; a later run does it */
export async function gatherParts(
  task: GatherTask,
  { store, engine, entities, now, onUnreadable }: Place,
): Promise<GatheredParts> {
  const objects = task.parts.toSorted();
  const directory = await mkdtemp(join(tmpdir(), 'headwater-gathering-'));
  try {
    const paths = await store.download(objects, join(directory, 'parts'));
    const output = join(directory, 'gathered.parquet');
    let parts = objects;
    const files = { entity: task.entity, objects, paths, directory, engine, entities, onUnreadable };
    const { rows } = await withoutUnreadable(files, async (readable) => {
      // One that cannot be read stays where it is: it is no part of what takes the others' place.
      parts = objects.filter((_, index) => readable.includes(paths[index] ?? ''));
      if (parts.length < 2) throw tooFew(task.entity, objects);
      return engine.gather({ entity: task.entity, files: readable, output });
    });
    const hash = createHash('sha256')
      .update(await readFile(output))
      .digest('hex');
    const key = gatheredKey(partitionWith(objects[0] ?? ''), hash, rows);
    if (now() >= Date.parse(task.until)) {
      throw new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', `${key} was made too late: an erasure may have begun`);
    }
    const bytes = await store.upload(output, key);
    const list = resultKey(task.entity, workName(['gathered', key, parts]));
    await store.remember(list, { bytes, parts } satisfies PartsList);
    return { key, list, bytes, rows };
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }); // a write may still be under way
  }
}

function tooFew(entity: string, objects: readonly string[]): HeadwaterError {
  const told = `${objects.length} objects of the history of ${entity}, ${objects[0] ?? ''} among them`;
  return new HeadwaterError('HW_COPY_UNREADABLE', `${told}, cannot be gathered: at most one of them can be read`);
}

/**
 * Removes nothing unless the object that holds the parts' changes is there, whole. Lists go after 7 days, and with each
 * erasure: then the parts stay, and are gathered once more.
 */
export async function clearParts({ key, list }: ClearTask, { store }: Place): Promise<Cleared> {
  const known = (await store.recall(list)) as PartsList | undefined;
  if (!known || (await store.size(key)) !== known.bytes) return { removed: 0 };
  const parts = known.parts.filter((part) => part !== key);
  await store.remove(parts);
  return { removed: parts.length };
}
