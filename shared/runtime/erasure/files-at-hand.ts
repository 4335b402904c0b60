/** Objects of a bucket as local files, some at a time: what is at hand fits a small disk. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { BucketFiles, StoredFile } from '../../ports/bucket-files.ts';

/** What is on disk at a time. */
const AT_HAND = { count: 1_000, bytes: 256_000_000 };
/** Gets at a time: below the SDK's 50 sockets. */
const GETS = { count: 32, bytes: Infinity };

export interface FileAtHand {
  readonly object: StoredFile;
  readonly path: string;
}

/** Objects that go in the meantime are left out. The directory is gone afterwards. */
export async function withFilesAtHand(
  files: BucketFiles,
  objects: readonly StoredFile[],
  look: (some: readonly FileAtHand[], directory: string) => Promise<void>,
): Promise<void> {
  for (const some of chunks(objects, ({ bytes }) => bytes, AT_HAND)) {
    const directory = await mkdtemp(join(tmpdir(), 'headwater-erasure-'));
    try {
      await look(await fetchAll(files, some, directory), directory);
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 }); // a write may still be under way
    }
  }
}

async function fetchAll(
  files: BucketFiles,
  objects: readonly StoredFile[],
  directory: string,
): Promise<readonly FileAtHand[]> {
  const fetched: FileAtHand[] = [];
  for (const some of chunks(objects.entries(), () => 0, GETS)) {
    const got = some.map(async ([index, object]): Promise<FileAtHand | undefined> => {
      const body = await files.read(object.key);
      if (body === undefined) return undefined;
      const path = join(directory, `${index}.parquet`);
      await writeFile(path, body);
      return { object, path };
    });
    fetched.push(...(await Promise.all(got)).filter((file) => file !== undefined));
  }
  return fetched;
}
