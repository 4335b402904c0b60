import { createHash } from 'node:crypto';

/** All history lies below it. */
export const HISTORY_PREFIX = 'history/';
/** Where the compactor writes in it: the names of objects that it made, in any partition. `*` as in a policy of IAM. */
export const GATHERED_PREFIX = `${HISTORY_PREFIX}entity=*/gathered-`;
/** What is written there: whatever else lies in the bucket is none of the history. */
export const HISTORY_KEY =
  /^history\/entity=[^/]+\/date=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\/(?:gathered-)?[0-9a-f]+-\d+\.parquet$/;

/** In the metadata of a file: the entity whose changes it holds. */
export const ENTITY_MARK = 'headwater.entity';

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

/** The partition that an object lies in. */
export function partitionWith(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** The object that holds what smaller ones of its partition held. @param hash of its bytes */
export function gatheredKey(partition: string, hash: string, changes: number): string {
  return `${partition}/gathered-${hash.slice(0, HASH_LENGTH)}-${changes}.parquet`;
}

/** When the hour of an object's partition began, epoch milliseconds; NaN for what is none of the history. */
export function hourOf(key: string): number {
  const [, date, hour] = HISTORY_KEY.exec(key) ?? [];
  return Date.parse(`${date ?? ''}T${hour ?? ''}:00:00Z`);
}
