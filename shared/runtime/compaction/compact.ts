/** Makes the next snapshot of an entity. Readers have the old one until the manifest is written, in one step, at the end. */
import {
  bucketWithin,
  planCompaction,
  takenThrough,
  takenWith,
  type CompactionLimits,
  type Manifest,
  type SnapshotFile,
} from '../../domain/history/compaction.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { isErasing } from '../../domain/history/erasure-lease.ts';
import type { HeadwaterDefinition } from '../../domain/definition/headwater.ts';
import { schemaName } from '../../domain/schema/released-schema.ts';
import { formerlyTaken } from '../../dialects/s3/snapshot-reach.ts';
import { changesTakenSince, tombstonesNeededSince } from '../../domain/retention/tombstone-retention.ts';
import { bucketOfKey, readVoided, voidedKey, type VoidedChange } from '../../domain/change/voided.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import { all, type CompactionStep, type Worker } from './run-tasks.ts';
import type { FoldTask, MergeTask, Part } from './work.ts';

export interface CompactOptions {
  /** How long changes can be under way: `archiveDays`. */
  readonly retention: Pick<HeadwaterDefinition, 'archiveDays'>;
  readonly store: SnapshotStore;
  readonly worker: Worker;
  /** Tasks at a time. */
  readonly workers: number;
  readonly now: () => number;
  readonly limits?: CompactionLimits;
  /** Told before each step. */
  readonly progress?: (step: CompactionStep) => void;
}

export interface CompactionReport {
  readonly entity: string;
  /** `unchanged`: there was nothing to take in, nothing to forget. `busy`: an erasure is at work, the next run does it. */
  readonly status: 'written' | 'unchanged' | 'busy';
  readonly objects: number;
  readonly bytes: number;
  /** History objects that the next run takes in. */
  readonly left: number;
  readonly rows: number;
  readonly tombstones: number;
  readonly buckets: number;
}

const DAY_MS = 86_400_000;
/** How long a reader may stay at a former snapshot; Athena stops a query after 30 minutes. */
const RETIRED_FOR_MS = DAY_MS;

/**
 * @throws HeadwaterError HW_SNAPSHOT_UNAVAILABLE, HW_SNAPSHOT_OVERTAKEN: the old snapshot is in place; a later run goes on
 * from what this one has done
 */
export async function compact(entity: Entity, options: CompactOptions): Promise<CompactionReport> {
  const { store, now, limits } = options;
  const stored = await store.manifest(entity.name);
  const manifest = stored?.manifest;
  if (isErasing(manifest, now())) return busy(entity, manifest);
  const plan = planCompaction(manifest, await store.history(entity.name, takenThrough(manifest)), limits);
  const forget = plan.left === 0 ? forgetting(options) : {};
  const voided = readVoided(entity.name, await store.recall(voidedKey(entity.name)));
  const parts = await foldAll(entity, plan, manifest, voided, options);
  const merges = mergesFor(entity, {
    manifest,
    bucketBits: plan.bucketBits,
    parts,
    voided,
    forgetBefore: forget.tombstonesBefore,
  });
  const taken = plan.chunks.flat();
  const report = {
    entity: entity.name,
    objects: taken.length,
    bytes: taken.reduce((sum, { bytes }) => sum + bytes, 0),
    left: plan.left,
  };
  if (taken.length === 0 && merges.length === 0) return { ...report, status: 'unchanged', ...totals(manifest?.files) };

  const merged = await all(merges, 'merge', options);
  const files = nextFiles(manifest, plan.bucketBits, merged);
  const writtenAt = new Date(now()).toISOString();
  const outlivedBefore = later(manifest?.outlivedBefore, forgot(merges) ? forget.changesBefore : undefined);
  const next: Manifest = {
    format: 1,
    entity: entity.name,
    schema: schemaName(entity),
    writtenAt,
    bucketBits: plan.bucketBits,
    files,
    ...takenWith(manifest, taken),
    ...(outlivedBefore !== undefined && { outlivedBefore }),
    formerly: formerlyTaken(manifest, writtenAt, RETIRED_FOR_MS),
    retired: retiredBy(manifest, files, writtenAt),
    // Of another run, which goes on beside this one.
    ...(manifest?.gathered && { gathered: manifest.gathered }),
    ...(manifest?.gathering && { gathering: manifest.gathering }),
  };
  await store.publish(next, stored?.tag);
  const keep = new Set([...next.files, ...next.retired].map(({ key }) => key));
  await store.sweep(entity.name, keep, now() - RETIRED_FOR_MS);
  return { ...report, status: 'written', ...totals(files) };
}

/** What a run would do; nothing is written. */
export async function dryRun(
  entity: Entity,
  { store, limits }: Pick<CompactOptions, 'store' | 'limits'>,
): Promise<CompactionReport & { readonly chunks: number }> {
  const manifest = (await store.manifest(entity.name))?.manifest;
  const plan = planCompaction(manifest, await store.history(entity.name, takenThrough(manifest)), limits);
  const taken = plan.chunks.flat();
  return {
    ...totals(manifest?.files),
    entity: entity.name,
    status: taken.length > 0 ? 'written' : 'unchanged',
    objects: taken.length,
    bytes: taken.reduce((sum, { bytes }) => sum + bytes, 0),
    left: plan.left,
    buckets: 2 ** plan.bucketBits,
    chunks: plan.chunks.length,
  };
}

function busy({ name }: Entity, manifest: Manifest | undefined): CompactionReport {
  return { entity: name, status: 'busy', objects: 0, bytes: 0, left: 0, ...totals(manifest?.files) };
}

interface Forgetting {
  readonly tombstonesBefore?: string;
  /** A day later (tombstone-retention.ts): what is taken is always newer than what is forgotten. */
  readonly changesBefore?: string;
}

/** By whole days, so that a run that is taken up again does the same work, and a bucket is written anew once a day at most. */
function forgetting({ retention, now }: CompactOptions): Forgetting {
  const today = Math.floor(now() / DAY_MS) * DAY_MS;
  const tombstones = tombstonesNeededSince(retention, today);
  const changes = changesTakenSince(retention, today);
  if (tombstones === undefined || changes === undefined) return {};
  return { tombstonesBefore: new Date(tombstones).toISOString(), changesBefore: new Date(changes).toISOString() };
}

async function foldAll(
  entity: Entity,
  plan: ReturnType<typeof planCompaction>,
  manifest: Manifest | undefined,
  voided: readonly VoidedChange[],
  options: CompactOptions,
): Promise<readonly Part[]> {
  const outlivedBefore = manifest?.outlivedBefore;
  const folds = plan.chunks.map((chunk): FoldTask => ({
    kind: 'fold',
    entity: entity.name,
    objects: chunk.map(({ key }) => key),
    bucketBits: plan.bucketBits,
    ...(outlivedBefore !== undefined && { outlivedBefore }),
    ...(voided.length > 0 && { voided }),
  }));
  return (await all(folds, 'fold', options)).flat();
}

interface MergeInput {
  readonly manifest: Manifest | undefined;
  readonly bucketBits: number;
  readonly parts: readonly Part[];
  readonly voided: readonly VoidedChange[];
  readonly forgetBefore: string | undefined;
}

/** Buckets that get something, that split, whose oldest tombstones can go, or that may hold what was voided since. */
function mergesFor(
  entity: Entity,
  { manifest, bucketBits, parts, voided, forgetBefore }: MergeInput,
): readonly MergeTask[] {
  // What the former snapshot may have taken in goes from it once; a run that was killed in between does it again.
  const since = manifest?.writtenAt ?? '';
  const touched = new Set(
    voided.filter(({ voidedAt }) => voidedAt >= since).map(({ key }) => bucketOfKey(key, bucketBits)),
  );
  const split = manifest !== undefined && manifest.bucketBits !== bucketBits;
  return Array.from({ length: 2 ** bucketBits }, (_, bucket) => bucket).flatMap((bucket): MergeTask[] => {
    const former = bucketWithin(bucket, bucketBits, manifest?.bucketBits ?? bucketBits);
    const base = manifest?.files.find((file) => file.bucket === former);
    const own = parts.filter((part) => part.bucket === bucket).map(({ key }) => key);
    const outlived = forgetBefore !== undefined && (base?.oldestTombstone ?? forgetBefore) < forgetBefore;
    if (own.length === 0 && !outlived && !(base && (split || touched.has(bucket)))) return [];
    return [
      {
        kind: 'merge',
        entity: entity.name,
        bucket,
        bucketBits,
        ...(base && { base: base.key }),
        parts: own,
        ...(forgetBefore !== undefined && { forgetBefore }),
        ...(voided.length > 0 && { voided }),
      },
    ];
  });
}

function forgot(merges: readonly MergeTask[]): boolean {
  return merges.some(({ forgetBefore }) => forgetBefore !== undefined);
}

function nextFiles(
  manifest: Manifest | undefined,
  bucketBits: number,
  merged: readonly SnapshotFile[],
): readonly SnapshotFile[] {
  const anew = new Set(merged.map(({ bucket }) => bucket));
  const kept = manifest?.bucketBits === bucketBits ? manifest.files.filter(({ bucket }) => !anew.has(bucket)) : [];
  return [...kept, ...merged].filter(({ rows }) => rows > 0).toSorted((a, b) => a.bucket - b.bucket);
}

function retiredBy(manifest: Manifest | undefined, files: readonly SnapshotFile[], since: string): Manifest['retired'] {
  if (!manifest) return [];
  const live = new Set(files.map(({ key }) => key));
  const recent = manifest.retired.filter((file) => Date.parse(since) - Date.parse(file.since) < RETIRED_FOR_MS);
  const former = manifest.files.map(({ key }) => ({ key, since }));
  return [...recent, ...former].filter(({ key }) => !live.has(key));
}

function totals(files: readonly SnapshotFile[] = []) {
  const sum = (of: (file: SnapshotFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  return { rows: sum(({ rows }) => rows), tombstones: sum(({ tombstones }) => tombstones), buckets: files.length };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
