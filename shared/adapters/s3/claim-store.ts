import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { Claim } from '../../domain/change/claim.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { ClaimStore } from '../../ports/claim-store.ts';
import { createS3Client } from './client.ts';

/** Keeps rows by reference as objects of a bucket, whose life-cycle ends them. */
export function createS3ClaimStore(bucket: string, client: S3Client = createS3Client()): ClaimStore {
  return {
    async put({ key }, body) {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' });
      await client.send(command).catch((cause: unknown) => {
        throw unavailable(key, 'written', cause);
      });
    },
    get: async (claim) => {
      try {
        return await read(client, bucket, claim);
      } catch (cause) {
        // Without s3:ListBucket S3 answers 403 for what is not there (API reference, GetObject): infra grants it.
        if (cause instanceof NoSuchKey) return undefined;
        throw unavailable(claim.key, 'read', cause);
      }
    },
  };
}

async function read(client: S3Client, bucket: string, { key, bytes }: Claim): Promise<string> {
  const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  // What an event refers to is untrusted: an object of another size is not read into memory.
  if (ContentLength === bytes) return (await Body?.transformToString()) ?? '';
  Body?.transformToWebStream()
    .cancel()
    .catch(() => undefined);
  return '';
}

/** S3's own words are safe to show; any other error's message could hold a field's value. */
function unavailable(key: string, done: string, cause: unknown): HeadwaterError {
  const said =
    cause instanceof S3ServiceException ? `${cause.name}: ${cause.message}` : cause instanceof Error ? cause.name : '';
  return new HeadwaterError('HW_CLAIM_UNAVAILABLE', `${key} could not be ${done}: ${said}`, { cause });
}
