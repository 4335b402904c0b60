/** DuckDB reads files: this keeps a directory equal to the history in a bucket, fetching each object once. */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { chunks } from '../../domain/chunks.ts';

export interface HistoryOrigin {
  readonly client: S3Client;
  readonly bucket: string;
}

interface MirrorResult {
  readonly objects: number;
  readonly fetched: number;
  readonly removed: number;
}

const HISTORY_PREFIX = 'history/';
/** What the store writes (adapters/s3/object-key.ts): whatever else lies in the bucket is none of the history. */
const HISTORY_KEY = /^history\/entity=[^/]+\/date=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/[0-9a-f]+-\d+\.parquet$/;

/** Gets at a time: below the SDK's 50 sockets. */
const CONCURRENT_GETS = 16;

/** @param directory one per bucket; its `history/` then holds what the bucket's does. */
export async function mirrorHistory({ client, bucket }: HistoryOrigin, directory: string): Promise<MirrorResult> {
  const remote = await listObjects(client, bucket);
  const local = await listFiles(directory);
  // Names come from the content: the same name with another size is a half-written or older-schema file.
  const missing = [...remote].filter(([key, size]) => local.get(key) !== size).map(([key]) => key);
  const gone = [...local.keys()].filter((key) => !remote.has(key));

  for (const some of chunks(missing, () => 0, { count: CONCURRENT_GETS, bytes: Infinity })) {
    await Promise.all(some.map((key) => fetchObject(client, bucket, key, directory)));
  }
  await Promise.all(gone.map((key) => rm(join(directory, key), { force: true })));
  return { objects: remote.size, fetched: missing.length, removed: gone.length };
}

/** Sizes by key. */
async function listObjects(client: S3Client, bucket: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: HISTORY_PREFIX })) {
    for (const { Key, Size = 0 } of page.Contents ?? []) {
      if (Key !== undefined && HISTORY_KEY.test(Key)) sizes.set(Key, Size);
    }
  }
  return sizes;
}

/** The history files below a directory: sizes by key. */
export async function listFiles(directory: string): Promise<Map<string, number>> {
  const root = join(directory, HISTORY_PREFIX);
  await mkdir(root, { recursive: true });
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const keyed = paths.map((path) => ({ path, key: relative(directory, path).split(sep).join('/') }));
  const ours = keyed.filter(({ key }) => HISTORY_KEY.test(key));
  return new Map(await Promise.all(ours.map(async ({ path, key }) => [key, (await stat(path)).size] as const)));
}

/** Appears whole or not at all: a reader never sees half a file. */
async function fetchObject(client: S3Client, bucket: string, key: string, directory: string): Promise<void> {
  const path = join(directory, key);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`s3://${bucket}/${key} came without a body`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, await Body.transformToByteArray());
  await rename(`${path}.part`, path);
}
