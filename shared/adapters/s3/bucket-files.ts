import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { BucketFiles } from '../../ports/bucket-files.ts';
import { listObjects, OVERTAKEN, removeObjects, telling } from './objects.ts';

const CODE = 'HW_BUCKET_UNAVAILABLE';

export function createS3BucketFiles(client: S3Client, Bucket: string): BucketFiles {
  const look: BucketFiles['look'] = (Key) =>
    telling(CODE, Key, async () => {
      try {
        const { Body, ETag: tag = '' } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), tag };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });
  return {
    list: (Prefix) => telling(CODE, Prefix, () => listObjects(client, Bucket, Prefix)),
    read: async (Key) => (await look(Key))?.body,
    look,
    replace: (Key, Body, tag) =>
      telling(CODE, Key, async () => {
        try {
          const condition = tag === undefined ? { IfNoneMatch: '*' } : { IfMatch: tag };
          await client.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
          return true;
        } catch (error) {
          if (error instanceof S3ServiceException && OVERTAKEN.has(error.$metadata.httpStatusCode)) return false;
          throw error;
        }
      }),
    write: (Key, Body) =>
      telling(CODE, Key, async () => {
        await client.send(new PutObjectCommand({ Bucket, Key, Body }));
      }),
    remove: (keys) => telling(CODE, keys[0] ?? '', () => removeObjects(client, Bucket, keys, CODE)),
  };
}
