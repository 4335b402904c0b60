import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { HistoryObject } from '../../domain/history/compaction.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { HISTORY_KEY, HISTORY_PREFIX } from '../../dialects/s3/history-key.ts';
import { readManifest } from '../../dialects/s3/read-manifest.ts';
import { manifestKey, snapshotFolder } from '../../dialects/s3/snapshot-key.ts';
import { athenaPointers } from '../../dialects/s3/snapshot-reach.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import { listObjects, OVERTAKEN, removeObjects, telling as tellingFailures } from './objects.ts';

export interface S3SnapshotStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Gets at a time: below the SDK's 50 sockets. */
const CONCURRENT_GETS = 32;
/** A day each. S3 answers a page of 1,000 in about 0.1 s, one after another within a prefix. */
const CONCURRENT_LISTS = 16;

/** History and snapshots in one bucket. */
export function createS3SnapshotStore({ client, bucket: Bucket }: S3SnapshotStoreOptions): SnapshotStore {
  const read = async (Key: string): Promise<{ text: string; tag: string } | undefined> => {
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return { text: (await Body?.transformToString()) ?? '', tag: ETag };
    } catch (error) {
      // Without s3:ListBucket S3 answers 403 for what is not there: infra grants it.
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  const writeJson = (Key: string, value: unknown) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(value), ContentType: 'application/json' }));

  return {
    history: (entity, modifiedAfter, wanted = () => true) =>
      telling(`history of ${entity}`, async () => {
        const objects: (readonly HistoryObject[])[] = [];
        const isNew = (object: HistoryObject): boolean =>
          object.modified > modifiedAfter && HISTORY_KEY.test(object.key) && wanted(object);
        const days = await foldersIn(client, Bucket, `${HISTORY_PREFIX}entity=${entity}/`);
        for (const some of chunks(days, () => 0, { count: CONCURRENT_LISTS, bytes: Infinity })) {
          objects.push((await Promise.all(some.map((day) => listObjects(client, Bucket, day, isNew)))).flat());
        }
        return objects.flat();
      }),
    manifest: (entity) =>
      telling(manifestKey(entity), async () => {
        const found = await read(manifestKey(entity));
        return found && { manifest: readManifest(entity, found.text), tag: found.tag };
      }),
    publish: (manifest, replaces) =>
      telling(manifestKey(manifest.entity), async () => {
        const condition = replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: replaces };
        const Key = manifestKey(manifest.entity);
        const Body = JSON.stringify(manifest);
        await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition }));
        // Until then Athena has the former snapshot, whose files stay for a day.
        for (const { key, text } of athenaPointers(manifest, (file) => `s3://${Bucket}/${file}`)) {
          await client.send(new PutObjectCommand({ Bucket, Key: key, Body: Buffer.from(text) }));
        }
      }),
    recall: (key) =>
      telling(key, async () => {
        const found = await read(key);
        return found && jsonIn(found.text);
      }),
    remember: (key, value) =>
      telling(key, async () => {
        await writeJson(key, value);
      }),
    ...snapshotFiles(client, Bucket),
  };
}

function snapshotFiles(
  client: S3Client,
  Bucket: string,
): Pick<SnapshotStore, 'download' | 'upload' | 'size' | 'remove' | 'sweep'> {
  return {
    download: (keys, directory) =>
      telling('files of a compaction', async () => {
        await mkdir(directory, { recursive: true });
        const named = keys.map((key, index) => ({ key, path: join(directory, `${index}-${basename(key)}`) }));
        for (const some of chunks(named, () => 0, { count: CONCURRENT_GETS, bytes: Infinity })) {
          await Promise.all(some.map(({ key, path }) => save(client, Bucket, key, path)));
        }
        return named.map(({ path }) => path);
      }),
    upload: (path, Key) =>
      telling(Key, async () => {
        // A buffer can be sent again when S3 asks to slow down; a bucket's file has 64 MB or little more.
        const Body = await readFile(path);
        await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: PARQUET }));
        return Body.byteLength;
      }),
    size: (Key) => telling(Key, () => sizeOf(client, Bucket, Key)),
    remove: (keys) =>
      telling('parts of gathered history', () => removeObjects(client, Bucket, keys, 'HW_SNAPSHOT_UNAVAILABLE')),
    sweep: (entity, keep, before) =>
      telling(`files of former snapshots of ${entity}`, async () => {
        const files = await listObjects(client, Bucket, `${snapshotFolder(entity)}bucket=`);
        const gone = files.filter(({ key, modified }) => !keep.has(key) && modified < before);
        const keys = gone.map(({ key }) => key);
        await removeObjects(client, Bucket, keys, 'HW_SNAPSHOT_UNAVAILABLE');
        return gone.length;
      }),
  };
}

const PARQUET = 'application/vnd.apache.parquet';

async function foldersIn(client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' })) {
    folders.push(...(page.CommonPrefixes ?? []).flatMap((folder) => folder.Prefix ?? []));
  }
  return folders;
}

async function sizeOf(client: S3Client, Bucket: string, Key: string): Promise<number | undefined> {
  try {
    return (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

async function save(client: S3Client, Bucket: string, Key: string, path: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  await pipeline(Body instanceof Readable ? Body : Readable.from([]), createWriteStream(path));
}

/** @throws HeadwaterError for whatever fails */
function telling<T>(what: string, run: () => Promise<T>): Promise<T> {
  return tellingFailures('HW_SNAPSHOT_UNAVAILABLE', what, async () => {
    try {
      return await run();
    } catch (cause) {
      if (!(cause instanceof S3ServiceException) || !OVERTAKEN.has(cause.$metadata.httpStatusCode)) throw cause;
      throw new HeadwaterError('HW_SNAPSHOT_OVERTAKEN', `${what} was replaced by another compaction`, { cause });
    }
  });
}

/** What is no JSON comes as the text that it is: whoever asked for it says what is wrong with it, or does the work again. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
