/**
 * Puts larger history objects in the place of small ones, in two steps that are at least an hour apart (dialects/s3/gathering.ts).
 *
 * What is written is guarded by the manifest: a run says in it until when it writes, and an erasure waits for that. Without
 * it, a run that has read a part before it was erased could bring the values back afterwards.
 */
import { randomUUID } from 'node:crypto';
import {
  COMPACTION_LIMITS,
  emptyManifest,
  planCompaction,
  takenThrough,
  takenWith,
  type CompactionLimits,
  type Manifest,
} from '../../domain/history/compaction.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import {
  GATHERING_TIMES,
  isGathering,
  planGathering,
  withGathered,
  type GatheringPlan,
  type GatheringTimes,
  type Made,
} from '../../dialects/s3/gathering.ts';
import { isErasing } from '../../domain/history/erasure-lease.ts';
import { hourOf } from '../../dialects/s3/history-key.ts';
import { schemaName } from '../../domain/schema/released-schema.ts';
import type { ManifestTag, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { Workers } from './run-tasks.ts';
import type { CompactionTask, TaskResult } from './work.ts';

export interface GatherOptions extends Workers {
  readonly store: SnapshotStore;
  readonly now: () => number;
  readonly times?: GatheringTimes;
  readonly limits?: CompactionLimits;
}

export interface GatheringReport {
  readonly entity: string;
  /** `busy`: another run is at it. `unchanged`: there was nothing worth it, or no snapshot yet. */
  readonly status: 'gathered' | 'unchanged' | 'busy';
  /** Objects whose changes were gathered, and what they became. */
  readonly parts: number;
  readonly bytes: number;
  readonly objects: number;
  readonly objectsBytes: number;
  /** Parts of earlier runs that went. */
  readonly removed: number;
  /** Parts that go with a later run. */
  readonly waiting: number;
  /** Parts that a later run gathers. */
  readonly left: number;
}

/** As long as an invocation may run. */
const WRITES_FOR_MS = 900_000;
/** More than a task takes: it is not begun later than this before the end. */
const TASK_MS = 300_000;
/** 160 MB of names: what of a first run's listing goes beyond it is for the next. */
const MOST_LISTED = 1_000_000;
/** Another run or an erasure may have published meanwhile. */
const TRIES = 5;

/** @throws HeadwaterError HW_SNAPSHOT_UNAVAILABLE, HW_SNAPSHOT_OVERTAKEN: history is as it was, or holds some changes twice */
export async function gather(entity: Entity, options: GatherOptions): Promise<GatheringReport> {
  const { store, now } = options;
  const stored = await store.manifest(entity.name);
  const plan = await planFor(entity, stored?.manifest, options);
  if (!stored || nothingIn(plan)) return reportOf(entity, 'unchanged', plan, stored?.manifest);
  if (isGathering(stored.manifest, now()) || isErasing(stored.manifest, now()))
    return reportOf(entity, 'busy', plan, stored.manifest);

  const run = randomUUID();
  const until = await announce(stored, run, options);
  const { made, gone, removed, written, errors } = await runTasks(entity, plan, until, options);
  // What failed may still be at it elsewhere: then the announcement stays until its time is over.
  const ended = errors.length === 0 ? run : '';
  const manifest = await amend(entity, ended, { made, gone, now: now() }, store);
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'history was not gathered');
  const of = made.flatMap((one) => one.of);
  return {
    ...reportOf(entity, 'gathered', plan, manifest),
    parts: of.length,
    bytes: sum(of, ({ bytes }) => bytes),
    objects: made.length,
    objectsBytes: written,
    removed,
    left: plan.left + plan.groups.flat().length - of.length,
  };
}

/** What a run would do after a compaction; nothing is written. */
export async function gatherDryRun(
  entity: Entity,
  options: Pick<GatherOptions, 'store' | 'now' | 'times' | 'limits'>,
): Promise<GatheringReport> {
  const { store, limits } = options;
  const before = (await store.manifest(entity.name))?.manifest;
  const compaction = planCompaction(before, await store.history(entity.name, takenThrough(before)), limits);
  const known = before ?? emptyManifest(entity.name, schemaName(entity));
  const manifest = { ...known, ...takenWith(before, compaction.chunks.flat()) };
  const plan = await planFor(entity, manifest, options);
  const parts = plan.groups.flat();
  return {
    ...reportOf(entity, nothingIn(plan) ? 'unchanged' : 'gathered', plan, manifest),
    parts: parts.length,
    bytes: sum(parts, ({ bytes }) => bytes),
    objects: plan.groups.length,
    removed: sum(plan.due, (due) => due.parts),
  };
}

async function planFor(
  entity: Entity,
  manifest: Manifest | undefined,
  {
    store,
    now,
    times = GATHERING_TIMES,
    limits = COMPACTION_LIMITS,
  }: Pick<GatherOptions, 'store' | 'now' | 'times' | 'limits'>,
): Promise<GatheringPlan> {
  if (!manifest) return { groups: [], left: 0, due: [] };
  let listed = 0;
  const before = now() - times.olderThanMs;
  const objects = await store.history(entity.name, -Infinity, ({ key }) => {
    if (!(hourOf(key) <= before) || listed === MOST_LISTED) return false;
    listed += 1;
    return true;
  });
  return planGathering(manifest, objects, { now: now(), limits, ...times });
}

/** From here on an erasure waits. @returns until when this run writes */
async function announce(
  { manifest, tag }: { readonly manifest: Manifest; readonly tag: ManifestTag },
  run: string,
  { store, now }: GatherOptions,
): Promise<number> {
  const until = now() + WRITES_FOR_MS;
  const writtenAt = new Date(now()).toISOString();
  await store.publish({ ...manifest, writtenAt, gathering: { run, until: new Date(until).toISOString() } }, tag);
  return until;
}

interface Ran {
  readonly made: readonly Made[];
  /** Gathered objects whose parts are no longer waited for. */
  readonly gone: ReadonlySet<string>;
  readonly removed: number;
  /** Bytes of the gathered objects. */
  readonly written: number;
  readonly errors: readonly unknown[];
}

async function runTasks(entity: Entity, plan: GatheringPlan, until: number, options: GatherOptions): Promise<Ran> {
  const name = entity.name;
  const clears = plan.due.map(({ key, list }) => ({ kind: 'clear', entity: name, key, list }) as const);
  const cleared = await settle(clears, until, options);
  const gathers = plan.groups.map((group) => {
    const parts = group.map(({ key }) => key);
    return { kind: 'gather', entity: name, parts, until: new Date(until).toISOString() } as const;
  });
  const gathered = await settle(gathers, until, options);
  return {
    made: gathered.results.map(([index, { key, list }]) => ({ key, list, of: plan.groups[index] ?? [] })),
    gone: new Set(cleared.results.flatMap(([index]) => clears[index]?.key ?? [])),
    removed: sum(cleared.results, ([, result]) => result.removed),
    written: sum(gathered.results, ([, { bytes }]) => bytes),
    errors: [...cleared.errors, ...gathered.errors],
  };
}

/** Some at a time; one that fails keeps none from its end, and those that would begin too late do not begin. */
async function settle<T extends CompactionTask>(
  tasks: readonly T[],
  until: number,
  { worker, workers, progress, now }: GatherOptions,
): Promise<{ readonly results: readonly (readonly [number, TaskResult<T>])[]; readonly errors: readonly unknown[] }> {
  const results: (readonly [number, TaskResult<T>])[] = [];
  const errors: unknown[] = [];
  const queue = tasks.entries();
  const drain = async (): Promise<void> => {
    for (const [index, task] of queue) {
      if (now() > until - TASK_MS) return;
      try {
        results.push([index, await worker(task)]);
        progress?.({ kind: task.kind, done: results.length, of: tasks.length });
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, drain));
  return { results, errors };
}

/** Small, and true of whatever manifest is there by now: who is overtaken tries again. */
async function amend(
  entity: Entity,
  run: string,
  change: Parameters<typeof withGathered>[2],
  store: SnapshotStore,
): Promise<Manifest | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const stored = await store.manifest(entity.name);
    if (!stored) return undefined;
    const next = withGathered(stored.manifest, run, change);
    try {
      await store.publish(next, stored.tag);
      return next;
    } catch (error) {
      const overtaken = error instanceof HeadwaterError && error.code === 'HW_SNAPSHOT_OVERTAKEN';
      if (!overtaken || attempt === TRIES) throw error;
    }
  }
}

function nothingIn({ groups, due }: GatheringPlan): boolean {
  return groups.length === 0 && due.length === 0;
}

function reportOf(
  entity: Entity,
  status: GatheringReport['status'],
  plan: GatheringPlan,
  manifest: Manifest | undefined,
): GatheringReport {
  const nothing = { parts: 0, bytes: 0, objects: 0, objectsBytes: 0, removed: 0 };
  return {
    entity: entity.name,
    status,
    ...nothing,
    waiting: sum(manifest?.gathered ?? [], ({ parts }) => parts),
    left: plan.left,
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
