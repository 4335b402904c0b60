import type { S3Client } from '@aws-sdk/client-s3';
import { parseVoided, voidedKey } from '../../domain/change/voided.ts';
import type { VoidedChanges } from '../../ports/voided-changes.ts';
import { createS3BucketFiles } from './bucket-files.ts';
import { createS3Client } from './client.ts';

/** The records beside the history. */
export function createS3VoidedChanges(bucket: string, client: S3Client = createS3Client()): VoidedChanges {
  const files = createS3BucketFiles(client, bucket);
  return {
    async of(entity) {
      const body = await files.read(voidedKey(entity));
      return parseVoided(entity, body && Buffer.from(body).toString());
    },
  };
}
