import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { chunks } from '../../domain/chunks.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { BucketFiles, StoredFile } from '../../ports/bucket-files.ts';

/** DeleteObjects takes 1,000 keys. */
const DELETES = 1_000;

export function createS3BucketFiles(client: S3Client, Bucket: string): BucketFiles {
  return {
    list: (Prefix) => telling(Prefix, () => list(client, Bucket, Prefix)),
    read: (Key) =>
      telling(Key, async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
          return (await Body?.transformToByteArray()) ?? new Uint8Array();
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }
      }),
    write: (Key, Body) =>
      telling(Key, async () => {
        await client.send(new PutObjectCommand({ Bucket, Key, Body }));
      }),
    remove: async (keys) => {
      for (const some of chunks(keys, () => 0, { count: DELETES, bytes: Infinity })) {
        await telling(some[0] ?? '', () => removeSome(client, Bucket, some));
      }
    },
  };
}

async function list(client: S3Client, Bucket: string, Prefix: string): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key, Size = 0, LastModified } of Contents) {
      if (Key !== undefined) files.push({ key: Key, bytes: Size, modified: LastModified?.getTime() ?? 0 });
    }
  }
  return files;
}

async function removeSome(client: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }));
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  const [first] = Errors;
  // Told per key, with status 200: unread, an object that may not be deleted would count as gone.
  if (first)
    throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${first.Key ?? ''} was not deleted: ${first.Code ?? ''}`);
}

/** @throws HeadwaterError for whatever fails. S3's own words are safe to show; any other error's could hold a value. */
async function telling<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof HeadwaterError) throw cause;
    const said = cause instanceof S3ServiceException ? `${cause.name}: ${cause.message}` : nameOf(cause);
    throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${what} could not be read or written: ${said}`, { cause });
  }
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown error';
}
