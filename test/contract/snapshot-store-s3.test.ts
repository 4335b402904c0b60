/** The real store over a real S3 API. Needs the local cloud, or any S3 at AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll } from 'vitest';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { snapshotStoreContract } from './snapshot-store.contract.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');

afterAll(() => client.destroy());

snapshotStoreContract(async () => {
  const Bucket = `snapshots-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return {
    store: createS3SnapshotStore({ client, bucket: Bucket }),
    put: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
  };
});
