/** What a mirror remembers of objects that it fetched and could not read: they are not fetched again until they change. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { HistoryObject } from '../../domain/compaction.ts';

export interface UnreadableFile extends HistoryObject {
  readonly because: string;
}

const NAME = 'unreadable.json';

export async function readUnreadable(directory: string): Promise<readonly UnreadableFile[]> {
  try {
    return JSON.parse(await readFile(join(directory, NAME), 'utf8')) as readonly UnreadableFile[];
  } catch {
    return []; // what is not known is fetched and looked at again
  }
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

/** Appears whole: others mirror into the same directory. */
export async function writeUnreadable(directory: string, files: readonly UnreadableFile[]): Promise<void> {
  const part = join(directory, `${NAME}.${randomUUID()}.part`);
  await writeFile(part, JSON.stringify(files));
  await rename(part, join(directory, NAME));
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
