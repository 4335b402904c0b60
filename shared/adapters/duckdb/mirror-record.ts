/** What a mirror remembers of the objects that it fetched, as JSON beside them. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns undefined when nothing is remembered, or what is there cannot be read */
export async function readRecord<T>(directory: string, name: string): Promise<readonly T[] | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, name), 'utf8')) as readonly T[];
  } catch {
    return undefined;
  }
}

/** Appears whole: others mirror into the same directory. */
export async function writeRecord(directory: string, name: string, entries: readonly unknown[]): Promise<void> {
  const part = join(directory, `${name}.${randomUUID()}.part`);
  await writeFile(part, JSON.stringify(entries));
  await rename(part, join(directory, name));
}
