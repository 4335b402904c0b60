/** What one worker does: it holds a chunk of history, or a bucket, and no more. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotFile } from '../../domain/history/compaction.ts';
import { analyticsColumns } from '../../domain/history/analytics-columns.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { entityNamed } from '../../domain/definition/lookup.ts';
import type { VoidedChange } from '../../domain/change/voided.ts';
import { bucketKey, partKey, resultKey, workName } from '../../dialects/s3/snapshot-key.ts';
import type { SnapshotEngine } from '../../ports/snapshot-engine.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import {
  clearParts,
  gatherParts,
  type Cleared,
  type ClearTask,
  type GatherTask,
  type GatheredParts,
} from './gather-work.ts';
import { refuseDamaged, withoutUnreadable, type UnreadableObject } from './readable.ts';

/** History objects to the state that they leave, a part for each bucket. */
export interface FoldTask {
  readonly kind: 'fold';
  readonly entity: string;
  readonly objects: readonly string[];
  readonly bucketBits: number;
  readonly outlivedBefore?: string;
  readonly voided?: readonly VoidedChange[];
}

/** A bucket of the former snapshot and its parts to a bucket of the next. */
export interface MergeTask {
  readonly kind: 'merge';
  readonly entity: string;
  readonly bucket: number;
  readonly bucketBits: number;
  readonly base?: string;
  readonly parts: readonly string[];
  readonly forgetBefore?: string;
  readonly voided?: readonly VoidedChange[];
}

type SnapshotTask = FoldTask | MergeTask;
export type CompactionTask = SnapshotTask | GatherTask | ClearTask;

export interface Part {
  readonly bucket: number;
  readonly key: string;
}

export type TaskResult<T extends CompactionTask> = T extends FoldTask
  ? readonly Part[]
  : T extends MergeTask
    ? SnapshotFile
    : T extends GatherTask
      ? GatheredParts
      : Cleared;

export interface WorkOptions {
  readonly entities: readonly Entity[];
  readonly store: SnapshotStore;
  readonly engine: SnapshotEngine;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of a history object that cannot be read: it is left out, and the others are taken in. */
  readonly onUnreadable?: (object: UnreadableObject) => void;
}

/**
 * What a run that broke off has done already counts for half a day: before the life-cycle rule removes parts (7 days) and
 * the sweep removes snapshot files that no manifest names (1 day).
 */
const RESULT_HOLDS_MS = 43_200_000;

/** Does a task. A task that is done again writes the same objects again. */
export async function work<T extends CompactionTask>(task: T, options: WorkOptions): Promise<TaskResult<T>> {
  switch (task.kind) {
    case 'fold':
    case 'merge':
      return (await madeOrFound(task, options)) as TaskResult<T>;
    case 'gather':
      return (await gatherParts(task, options)) as TaskResult<T>;
    case 'clear':
      return (await clearParts(task, options)) as TaskResult<T>;
  }
}

async function madeOrFound(task: SnapshotTask, options: WorkOptions): Promise<readonly Part[] | SnapshotFile> {
  const entity = entityNamed(options.entities, task.entity);
  const name = workName([task, analyticsColumns(entity)]);
  const key = resultKey(task.entity, name);
  const known = (await options.store.recall(key)) as { at: number; result: readonly Part[] | SnapshotFile } | undefined;
  if (known && options.now() - known.at < RESULT_HOLDS_MS) return known.result;
  const directory = await mkdtemp(join(tmpdir(), 'headwater-compaction-'));
  try {
    const place = { name, directory, ...options };
    const result = task.kind === 'fold' ? await fold(entity, task, place) : await merge(entity, task, place);
    await options.store.remember(key, { at: options.now(), result });
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }); // a write may still be under way
  }
}

interface Place extends WorkOptions {
  readonly name: string;
  readonly directory: string;
}

async function fold(entity: Entity, task: FoldTask, place: Place) {
  const { store, directory, name } = place;
  const history = await store.download(task.objects, join(directory, 'history'));
  const parts = await foldReadable(entity, task, history, place);
  const stored: Part[] = [];
  for (const [index, { bucket, path }] of parts.entries()) {
    const key = partKey(entity.name, bucket, `${name}/${index}`);
    await store.upload(path, key);
    stored.push({ bucket, key });
  }
  return stored;
}

async function foldReadable(entity: Entity, task: FoldTask, paths: readonly string[], place: Place) {
  const { engine, directory } = place;
  const { bucketBits, outlivedBefore, objects, voided = [] } = task;
  const limit = outlivedBefore === undefined ? {} : { outlivedBefore: Date.parse(outlivedBefore) };
  return withoutUnreadable({ ...place, entity: entity.name, objects, paths }, async (history) => {
    await rm(join(directory, 'parts'), { recursive: true, force: true }); // of a first try
    return engine.fold(entity, { history, directory, bucketBits, voided, ...limit });
  });
}

async function merge(entity: Entity, task: MergeTask, place: Place): Promise<SnapshotFile> {
  const { store, engine, directory, name } = place;
  const { bucket, bucketBits, base, parts, forgetBefore, voided = [] } = task;
  const files = await telling(
    store.download([...(base === undefined ? [] : [base]), ...parts], join(directory, 'files')),
    async () => base !== undefined && (await refuseDamaged({ key: base, path: undefined }, place)),
  );
  const output = join(directory, 'bucket.parquet');
  const limit = forgetBefore === undefined ? {} : { forgetBefore: Date.parse(forgetBefore) };
  const merged = await telling(
    engine.merge(entity, { files, output, bucket, bucketBits, voided, ...limit }),
    async () => base !== undefined && (await refuseDamaged({ key: base, path: files[0] }, place)),
  );
  const key = bucketKey(entity.name, bucket, name);
  return { bucket, key, bytes: await store.upload(output, key), sha256: await sha256Of(output), ...merged };
}

/** @param explain of a failure; throws when it knows better what is wrong */
async function telling<T>(doing: Promise<T>, explain: () => Promise<unknown>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    await explain();
    throw error;
  }
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
