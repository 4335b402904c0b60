/** What a mirror remembers of objects in whose file it renamed columns: the file has another size than the object. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord, writeRecord } from './mirror-record.ts';

/** An object of the bucket. */
interface Mirrored {
  readonly key: string;
  readonly bytes: number;
  /** Epoch milliseconds; objects that are named after what they hold go without. */
  readonly modified?: number;
}

interface RenamedFile extends Mirrored {
  /** Bytes of the file. */
  readonly here: number;
}

export interface Renamed {
  /** False for a directory that an earlier release filled: none of its files has been looked at. */
  readonly isComplete: boolean;
  /** Bytes that the object's file has when it is whole. */
  sizeOf(object: Mirrored): number;
}

/** Renames columns in the files at these paths, and says of which it did. */
export type Rename = (paths: readonly string[]) => Promise<readonly string[]>;

const NAME = 'renamed.json';

export async function readRenamed(directory: string): Promise<Renamed> {
  const record = await readRecord<RenamedFile>(directory, NAME);
  const known = new Map((record ?? []).map((one) => [one.key, one]));
  return {
    isComplete: record !== undefined,
    sizeOf(object) {
      const one = known.get(object.key);
      return one?.bytes === object.bytes && one.modified === object.modified ? one.here : object.bytes;
    },
  };
}

/** @param objects whose files have not been looked at */
export async function renameHere(directory: string, objects: readonly Mirrored[], run: Rename): Promise<void> {
  const written = new Set(await run(objects.map(({ key }) => join(directory, key))));
  const renamed = objects.filter(({ key }) => written.has(join(directory, key)));
  const before = await readRecord<RenamedFile>(directory, NAME);
  if (before !== undefined && renamed.length === 0) return;
  const now = renamed.map(async (object) => ({ ...object, here: (await stat(join(directory, object.key))).size }));
  const keys = new Set(renamed.map(({ key }) => key));
  const kept = (before ?? []).filter(({ key }) => !keys.has(key));
  await writeRecord(directory, NAME, [...kept, ...(await Promise.all(now))]);
}
