/** The real store over a real S3 API. Needs the local cloud, or any S3 at AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll } from 'vitest';
import { createS3ClaimStore } from '../../shared/adapters/s3/claim-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { claimStoreContract } from './claim-store.contract.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
/** Nothing listens on port 9 (RFC 863). */
const nobody = createS3Client('http://127.0.0.1:9');

afterAll(() => {
  client.destroy();
  nobody.destroy();
});

claimStoreContract(async () => {
  const Bucket = `claims-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return {
    store: createS3ClaimStore(Bucket, client),
    down: createS3ClaimStore(Bucket, nobody),
    expire: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
});
