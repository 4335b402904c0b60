import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Jar file name -> SHA-256. */
export type JarLock = ReadonlyMap<string, string>;

/** Jars that are fetched together: `jgo.toml` and `jars.sha256` lie in the folder of that name. */
export type JarSet = 'opensearch' | 'ruler';

export function jarLockFile(set: JarSet): string {
  return join(import.meta.dirname, set, 'jars.sha256');
}

/** Reads jars.sha256, which has the format of sha256sum (so `sha256sum -c` checks a jar directory too). */
export async function readJarLock(set: JarSet = 'opensearch'): Promise<JarLock> {
  const lines = (await readFile(jarLockFile(set), 'utf8')).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [hash = '', jar = ''] = line.split('  ');
      return [jar, hash];
    }),
  );
}

/** File -> SHA-256. */
export async function hashesOf(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const file of files)
    hashes.set(
      file,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  return hashes;
}
