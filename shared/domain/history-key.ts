import { createHash } from 'node:crypto';

/** All history lies below it. */
export const HISTORY_PREFIX = 'history/';
/** What the store writes: whatever else lies in the bucket is none of the history. */
export const HISTORY_KEY = /^history\/entity=[^/]+\/date=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/[0-9a-f]+-\d+\.parquet$/;

/** Hex digits of the content hash: 128 bits. */
const HASH_LENGTH = 32;

/** The folder of a change's object: Hive partitions by source time in UTC. @param at ISO 8601 */
export function partitionOf(entity: string, at: string): string {
  const utc = new Date(at).toISOString();
  return `${HISTORY_PREFIX}entity=${entity}/date=${utc.slice(0, 10)}/hour=${utc.slice(11, 13)}`;
}

/** The object's name comes from which changes it holds, so that a retry of the same batch overwrites it. */
export function objectKey(partition: string, changeIds: readonly string[]): string {
  const hash = createHash('sha256');
  for (const id of changeIds.toSorted()) hash.update(id).update('\n');
  return `${partition}/${hash.digest('hex').slice(0, HASH_LENGTH)}-${changeIds.length}.parquet`;
}
