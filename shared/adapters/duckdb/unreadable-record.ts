/** What a mirror remembers of objects that it fetched and could not read: they are not fetched again until they change. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryObject } from '../../domain/history/compaction.ts';
import { readRecord, writeRecord } from './mirror-record.ts';

export interface UnreadableFile extends HistoryObject {
  readonly because: string;
}

const NAME = 'unreadable.json';

export async function readUnreadable(directory: string): Promise<readonly UnreadableFile[]> {
  // What is not known is fetched and looked at again.
  return (await readRecord<UnreadableFile>(directory, NAME)) ?? [];
}

/** Mirrors of older versions held no file against its name: they are looked at once, without being fetched again. */
const CHECKED = 'checked.json';

export async function isChecked(directory: string): Promise<boolean> {
  return readFile(join(directory, CHECKED)).then(
    () => true,
    () => false,
  );
}

export async function forgetChecked(directory: string): Promise<void> {
  await rm(join(directory, CHECKED), { force: true });
}

export async function rememberChecked(directory: string): Promise<void> {
  await writeFile(join(directory, CHECKED), '{"check":1}');
}

export function writeUnreadable(directory: string, files: readonly UnreadableFile[]): Promise<void> {
  return writeRecord(directory, NAME, files);
}

export function isSame(one: HistoryObject, other: HistoryObject): boolean {
  return one.key === other.key && one.bytes === other.bytes && one.modified === other.modified;
}

export function isThere(one: HistoryObject, objects: ReadonlyMap<string, HistoryObject>): boolean {
  const found = objects.get(one.key);
  return found !== undefined && isSame(one, found);
}

/** Takes out of the directory what cannot be read, so that no glob finds it; the bucket is left as it is. */
export async function setAsideHere(
  directory: string,
  objects: readonly HistoryObject[],
  check: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly UnreadableFile[]> {
  const faults = await check(objects.map(({ key }) => join(directory, key)));
  const unreadable = objects.flatMap((object): UnreadableFile[] => {
    const because = faults.get(join(directory, object.key));
    return because === undefined ? [] : [{ ...object, because: because.replaceAll(`${directory}/`, '') }];
  });
  await Promise.all(unreadable.map(({ key }) => rm(join(directory, key), { force: true })));
  return unreadable;
}
