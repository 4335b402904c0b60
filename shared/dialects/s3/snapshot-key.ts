/** Where snapshots lie, beside `history/`: the one place that names their objects. */
import { createHash } from 'node:crypto';

export const CURRENT_PREFIX = 'current/';
/** What a compaction is at. A life-cycle rule of the bucket ends it. */
export const COMPACTION_PREFIX = 'compaction/';

/** Hex digits of a name: 128 bits. */
const HASH_LENGTH = 32;

export function snapshotFolder(entity: string): string {
  return `${CURRENT_PREFIX}entity=${entity}/`;
}

export function manifestKey(entity: string): string {
  return `${snapshotFolder(entity)}manifest.json`;
}

/** A text file with the address of each of the snapshot's files: what Hive and Athena read as a table. */
export function addressesKey(entity: string): string {
  return `${snapshotFolder(entity)}addresses/files.txt`;
}

/** A line of text: from which day on the history must be read beside the snapshot (snapshot-reach.ts). */
export function reachKey(entity: string): string {
  return `${snapshotFolder(entity)}reach/reach.csv`;
}

/** The same work has the same name: who finds it done need not do it again. */
export function workName(work: unknown): string {
  return createHash('sha256').update(JSON.stringify(work)).digest('hex').slice(0, HASH_LENGTH);
}

export function bucketKey(entity: string, bucket: number, name: string): string {
  return `${snapshotFolder(entity)}bucket=${bucketName(bucket)}/${name}.parquet`;
}

export function partKey(entity: string, bucket: number, name: string): string {
  return `${COMPACTION_PREFIX}entity=${entity}/${name}/bucket=${bucketName(bucket)}.parquet`;
}

/** What a piece of work came to. */
export function resultKey(entity: string, name: string): string {
  return `${COMPACTION_PREFIX}entity=${entity}/${name}/result.json`;
}

function bucketName(bucket: number): string {
  return String(bucket).padStart(3, '0');
}
