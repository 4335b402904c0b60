/**
 * Compaction: history becomes one snapshot per entity, in buckets of the key's hash. A manifest says which files are the
 * snapshot and which history objects it has taken in; readers add what it has not. Pure: what to do, not how.
 */
import { chunks } from '../delivery/chunks.ts';

/** An object of history. Its name comes from the changes it holds: the same name is the same content. */
export interface HistoryObject {
  readonly key: string;
  readonly bytes: number;
  /** Epoch milliseconds, by the clock of the store. */
  readonly modified: number;
}

/** One bucket of a snapshot: a row for each key of the bucket, tombstones among them. */
export interface SnapshotFile {
  readonly bucket: number;
  readonly key: string;
  readonly bytes: number;
  /** Of its bytes, hexadecimal. Files of older manifests have none. */
  readonly sha256?: string;
  readonly rows: number;
  /** Rows of deleted keys: the views leave them out. */
  readonly tombstones: number;
  /** ISO 8601; when there are tombstones. */
  readonly oldestTombstone?: string;
}

/** The pointer to a snapshot: written last, in one piece. docs/analytics.md describes it to other readers. */
export interface Manifest {
  readonly format: 1;
  readonly entity: string;
  /** `film@1`: by which definition the files were written. */
  readonly schema: string;
  readonly writtenAt: string;
  /** Of a key's hash, as many leading bits are its bucket's number. */
  readonly bucketBits: number;
  readonly files: readonly SnapshotFile[];
  /** Every history object last modified until then is taken in ... */
  readonly takenThrough: string;
  /** ... and of the later ones these. */
  readonly takenSince: readonly { readonly key: string; readonly modified: string }[];
  /** Changes that were written before are too late: tombstones that old are gone (tombstone-retention.ts). */
  readonly outlivedBefore?: string;
  /** What former snapshots had taken in, and until when they were current: a reader may still be at them. */
  readonly formerly?: readonly { readonly takenThrough: string; readonly until: string }[];
  /** Files of former snapshots, and since when: a reader may still be at them. */
  readonly retired: readonly { readonly key: string; readonly since: string }[];
  /** History objects that were put in the place of smaller ones, which are still there (gathering.ts). */
  readonly gathered?: readonly Gathered[];
  /** The run that writes such objects at this moment. */
  readonly gathering?: Gathering;
  /** The erasure that is at work at this moment (erasure-lease.ts). */
  readonly erasing?: Erasing;
}

export interface Erasing {
  readonly run: string;
  /** ISO 8601: nobody leaves it alone any longer. */
  readonly until: string;
}

export interface Gathered {
  readonly key: string;
  /** How many objects it holds the changes of, and the name of the list of them. */
  readonly parts: number;
  readonly list: string;
  /** ISO 8601: when it was there. */
  readonly since: string;
}

export interface Gathering {
  /** Of one run: no two manifests of different runs are the same text. */
  readonly run: string;
  /** ISO 8601: it writes nothing afterwards, whatever became of it. */
  readonly until: string;
}

/** Of an entity that was never compacted: nothing is taken in. */
export function emptyManifest(entity: string, schema: string): Manifest {
  const beginning = new Date(0).toISOString();
  const nothing = { files: [], retired: [], takenThrough: beginning, takenSince: [], bucketBits: 0 };
  return { format: 1, entity, schema, writtenAt: beginning, ...nothing };
}

export interface CompactionPlan {
  /** What is taken in, oldest first, in parts that one worker can hold. */
  readonly chunks: readonly (readonly HistoryObject[])[];
  /** History objects that are left for the next run. */
  readonly left: number;
  readonly bucketBits: number;
}

export interface CompactionLimits {
  /** Of a chunk, and of a bucket: what one worker must hold, compressed. */
  readonly bytes: number;
  /** Objects in a chunk. */
  readonly objects: number;
  /** Chunks in a run. */
  readonly chunks: number;
}

/**
 * By the 31.6 MB that 1 million films took (bench/lake.ts), 64 MB are 2 million changes. 10,000 names are 1 MB of an invocation's payload,
 * which may have 6. 64 chunks are more than 15 minutes let through at ten workers.
 */
export const COMPACTION_LIMITS: CompactionLimits = { bytes: 64_000_000, objects: 10_000, chunks: 64 };

/** 256 buckets of 64 MB: beyond 16 GB a snapshot belongs to Athena or EMR (docs/scale.md). */
export const MOST_BUCKET_BITS = 8;

/**
 * An object's time is that of its put's start; it can be seen when the put has ended. Puts are given up after 10 s
 * (adapters/s3/client.ts): a quarter of an hour leaves room for clocks of the store that differ.
 */
const VISIBLE_WITHIN_MS = 900_000;

/** Epoch milliseconds: of what was written until then, nothing is pending. */
export function takenThrough(manifest: Manifest | undefined): number {
  return manifest ? Date.parse(manifest.takenThrough) : -Infinity;
}

/** What the manifest's snapshot does not have yet, oldest first. Late changes lie in old partitions: only the listing tells. */
export function pendingObjects(
  manifest: Manifest | undefined,
  listing: readonly HistoryObject[],
): readonly HistoryObject[] {
  const isTaken = takenBy(manifest);
  return listing.filter((object) => !isTaken(object)).toSorted(byTime);
}

/** Says of a history object whether the manifest's snapshot has it. */
export function takenBy(manifest: Manifest | undefined): (object: Pick<HistoryObject, 'key' | 'modified'>) => boolean {
  const through = takenThrough(manifest);
  const taken = new Set(manifest?.takenSince.map(({ key }) => key));
  return ({ key, modified }) => modified <= through || taken.has(key);
}

/** The same history gives the same chunks, also when more has come behind it: a run that broke off is taken up again. */
export function planCompaction(
  manifest: Manifest | undefined,
  listing: readonly HistoryObject[],
  limits: CompactionLimits = COMPACTION_LIMITS,
): CompactionPlan {
  const pending = pendingObjects(manifest, listing);
  const all = [...chunks(pending, ({ bytes }) => bytes, { count: limits.objects, bytes: limits.bytes })];
  const taken = all.slice(0, limits.chunks);
  const held = manifest?.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  const added = taken.flat().reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    chunks: taken,
    left: pending.length - taken.flat().length,
    bucketBits: Math.max(manifest?.bucketBits ?? 0, bitsFor((held + added) / limits.bytes)),
  };
}

/** Buckets only ever split in two: those of a former snapshot are then read by each half. */
function bitsFor(buckets: number): number {
  return Math.min(Math.max(Math.ceil(Math.log2(buckets)), 0), MOST_BUCKET_BITS);
}

/** What a manifest says is taken in, once these objects are too. */
export function takenWith(
  manifest: Manifest | undefined,
  objects: readonly HistoryObject[],
): Pick<Manifest, 'takenThrough' | 'takenSince'> {
  const since = manifest?.takenSince.map(({ key, modified }) => ({ key, modified: Date.parse(modified) })) ?? [];
  const known = new Map([...since, ...objects].map((object) => [object.key, object.modified]));
  // Of what this run took in, the oldest first: `takenSince` also names gathered objects, which are newer than what is pending.
  const newest = objects.reduce((latest, { modified }) => Math.max(latest, modified), 0);
  const through = Math.max(takenThrough(manifest), newest - VISIBLE_WITHIN_MS);
  const later = [...known].filter(([, modified]) => modified > through).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    takenThrough: new Date(through).toISOString(),
    takenSince: later.map(([key, modified]) => ({ key, modified: new Date(modified).toISOString() })),
  };
}

/** The bucket of a snapshot with fewer bits that holds this one's keys. */
export function bucketWithin(bucket: number, bits: number, fewerBits: number): number {
  return bucket >> (bits - fewerBits);
}

function byTime(a: HistoryObject, b: HistoryObject): number {
  return a.modified - b.modified || (a.key < b.key ? -1 : 1);
}
