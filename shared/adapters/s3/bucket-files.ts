import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BucketFiles } from '../../ports/bucket-files.ts';
import { listObjects, removeObjects, telling } from './objects.ts';

const CODE = 'HW_BUCKET_UNAVAILABLE';

export function createS3BucketFiles(client: S3Client, Bucket: string): BucketFiles {
  return {
    list: (Prefix) => telling(CODE, Prefix, () => listObjects(client, Bucket, Prefix)),
    read: (Key) =>
      telling(CODE, Key, async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
          return (await Body?.transformToByteArray()) ?? new Uint8Array();
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
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
