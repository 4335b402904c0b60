/** The real adapter over a real S3 API. Needs the local cloud, or any S3 at AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { bucketFilesContract } from './bucket-files.contract.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');

afterAll(() => client.destroy());

bucketFilesContract(async () => {
  const Bucket = `files-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return createS3BucketFiles(client, Bucket);
});

test('a bucket that is not there says so, and is tried again', async () => {
  const files = createS3BucketFiles(client, `missing-${randomUUID()}`);

  const failure = { code: 'HW_BUCKET_UNAVAILABLE', retryable: true };
  await expect(files.list('')).rejects.toMatchObject(failure);
  await expect(files.write('a', Buffer.from('x'))).rejects.toMatchObject(failure);
});
