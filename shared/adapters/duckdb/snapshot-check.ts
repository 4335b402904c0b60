/** The files that a manifest names: whether the bucket has them, and whether they are those that were written. */
import { join } from 'node:path';
import type { HistoryObject, SnapshotFile } from '../../domain/history/compaction.ts';
import { sha256Of } from './content-check.ts';
import type { UnreadableFile } from './unreadable-record.ts';

/** A file as the bucket has it, and its content as the manifest has it. */
export interface ListedSnapshot extends HistoryObject {
  readonly sha256?: string;
}

/** @param listed what lies in the bucket, listed after the manifests were read: what they name stays for a day when it is replaced */
export function lookAtSnapshots(
  listed: readonly HistoryObject[],
  files: readonly SnapshotFile[],
): { readonly snapshots: readonly ListedSnapshot[]; readonly damaged: UnreadableFile[] } {
  const there = new Map(listed.map((object) => [object.key, object]));
  const snapshots: ListedSnapshot[] = [];
  const damaged: UnreadableFile[] = [];
  for (const { key, bytes, sha256 } of files) {
    const object = there.get(key);
    if (!object) damaged.push({ key, bytes, modified: 0, because: 'it is not there' });
    else if (object.bytes === bytes) snapshots.push({ ...object, ...(sha256 !== undefined && { sha256 }) });
    else damaged.push({ ...object, because: `it has ${object.bytes} bytes, and the manifest says ${bytes}` });
  }
  return { snapshots, damaged };
}

/**
 * @param fetched what was fetched just now: what was here has been looked at
 * @param check decodes a file; for those whose content the manifest does not have
 */
export async function damagedSnapshots(
  directory: string,
  snapshots: readonly ListedSnapshot[],
  fetched: readonly { readonly key: string }[],
  check: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly UnreadableFile[]> {
  const fresh = new Set(fetched.map(({ key }) => key));
  const damaged: UnreadableFile[] = [];
  for (const { sha256, ...object } of snapshots) {
    if (!fresh.has(object.key)) continue;
    const path = join(directory, object.key);
    const because = sha256 === undefined ? (await check([path])).get(path) : await alteredFrom(sha256, path);
    if (because !== undefined) damaged.push({ ...object, because });
  }
  return damaged;
}

async function alteredFrom(sha256: string, path: string): Promise<string | undefined> {
  return (await sha256Of(path)) === sha256 ? undefined : 'its bytes are not those that the manifest has the hash of';
}
