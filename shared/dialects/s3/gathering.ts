/**
 * Gathering: of the many small history objects of an hour that is long over, one larger object is made, in the same
 * partition. Only of objects that the snapshot has taken in, so that compaction and gathering never touch the same one.
 * First the larger object is put there, and a reader finds each change twice (views show it once); an hour later, when whoever
 * listed the partition before has ended, the small ones go. Pure: what to do, not how.
 */
import { chunks } from '../../domain/delivery/chunks.ts';
import {
  takenBy,
  type CompactionLimits,
  type Gathered,
  type HistoryObject,
  type Manifest,
} from '../../domain/history/compaction.ts';
import { hourOf, partitionWith } from './history-key.ts';

export interface GatheringTimes {
  /** Milliseconds from an hour's beginning: what comes later than that is rare. */
  readonly olderThanMs: number;
  /** Milliseconds that a reader may take from its listing to its last file. */
  readonly readersMs: number;
}

/** Athena stops a query after 30 minutes. */
export const GATHERING_TIMES: GatheringTimes = { olderThanMs: 86_400_000, readersMs: 3_600_000 };

export interface GatheringPlan {
  /** Parts of one partition each, for one worker to make one object of. */
  readonly groups: readonly (readonly HistoryObject[])[];
  /** Objects that are left for the next run. */
  readonly left: number;
  /** Gathered objects whose parts can go. */
  readonly due: readonly Gathered[];
}

/**
 * The largest of a group is at most twice the others together: each time a byte is written anew, its object is 1.5 times as
 * large as before, so that it is written log1.5(64 MB / its first object) times at most, and a large object never for a late change.
 */
const LARGEST_TO_OTHERS = 2;

/** @param objects history, at least all of each partition that is to be gathered */
export function planGathering(
  manifest: Manifest,
  objects: readonly HistoryObject[],
  { now, limits, olderThanMs, readersMs }: GatheringTimes & { readonly now: number; readonly limits: CompactionLimits },
): GatheringPlan {
  const waiting = manifest.gathered ?? [];
  // Their parts are still there: to gather them once more would be for nothing.
  const busy = new Set(waiting.map(({ key }) => partitionWith(key)));
  const isTaken = takenBy(manifest);
  const partitions = Map.groupBy(
    objects.filter((object) => hourOf(object.key) <= now - olderThanMs && isTaken(object)),
    ({ key }) => partitionWith(key),
  );
  const groups = [...partitions.keys()]
    .filter((partition) => !busy.has(partition))
    .toSorted()
    .flatMap((partition) => groupsOf(partitions.get(partition) ?? [], limits));
  const chosen = groups.slice(0, limits.chunks);
  return {
    groups: chosen,
    left: groups.slice(chosen.length).flat().length,
    due: waiting.filter(({ since }) => Date.parse(since) <= now - readersMs),
  };
}

function groupsOf(objects: readonly HistoryObject[], limits: CompactionLimits): readonly (readonly HistoryObject[])[] {
  const small = objects.filter(({ bytes }) => bytes < limits.bytes / 2).toSorted(bySize);
  const bounds = { count: limits.objects, bytes: limits.bytes };
  return chunks(worthIt(small), ({ bytes }) => bytes, bounds).filter(({ length }) => length > 1);
}

/** The smaller ones up to the last that the others together are large enough for. */
function worthIt(ascending: readonly HistoryObject[]): readonly HistoryObject[] {
  let [others, take] = [0, 0];
  for (const [index, { bytes }] of ascending.entries()) {
    if (index > 0 && bytes <= LARGEST_TO_OTHERS * others) take = index + 1;
    others += bytes;
  }
  return ascending.slice(0, take);
}

/** More than clocks differ, and than the last put of a run takes (puts are given up after 10 s). */
const LEEWAY_MS = 60_000;

/** Whether a run may still be writing gathered objects. */
export function isGathering(manifest: Manifest | undefined, now: number): boolean {
  return manifest?.gathering !== undefined && now < Date.parse(manifest.gathering.until) + LEEWAY_MS;
}

/** What a run has made and removed, written into the manifest as it is by then. */
export function withGathered(
  manifest: Manifest,
  run: string,
  { made, gone, now }: { readonly made: readonly Made[]; readonly gone: ReadonlySet<string>; readonly now: number },
): Manifest {
  const { gathering, gathered = [], ...rest } = manifest;
  const isTaken = takenBy(manifest);
  const modified = new Date(now).toISOString();
  // A manifest that was begun anew meanwhile may have taken none of the parts.
  const taken = made.filter(({ of }) => of.every(isTaken)).map(({ key }) => ({ key, modified }));
  const fresh = made.map(({ key, of, list }): Gathered => ({ key, parts: of.length, list, since: modified }));
  const names = new Set(made.map(({ key }) => key));
  const waiting = [...gathered.filter(({ key }) => !gone.has(key) && !names.has(key)), ...fresh];
  return {
    ...rest,
    writtenAt: modified,
    takenSince: [...rest.takenSince.filter(({ key }) => !names.has(key)), ...taken],
    ...(waiting.length > 0 && { gathered: waiting }),
    ...(gathering && gathering.run !== run && { gathering }),
  };
}

export interface Made {
  readonly key: string;
  /** Its parts, and the name of the list of them. */
  readonly of: readonly HistoryObject[];
  readonly list: string;
}

function bySize(a: HistoryObject, b: HistoryObject): number {
  return a.bytes - b.bytes || (a.key < b.key ? -1 : 1);
}
