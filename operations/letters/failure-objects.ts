import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from './read-letter.ts';

/** Lambda's own prefix for on-failure objects (developer guide, services-dynamodb-errors). */
const PREFIX = 'aws/lambda/';

/** Names of the objects that Lambda wrote, the oldest first within a shard. */
export async function* failureKeys(
  client: S3Client,
  bucket: string,
): AsyncIterable<{ readonly key: string; readonly modified: Date | undefined }> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: PREFIX })) {
    for (const { Key, LastModified } of Contents) if (Key !== undefined) yield { key: Key, modified: LastModified };
  }
}

/** @returns undefined when it has gone in the meantime */
export async function readFailure(client: S3Client, bucket: string, key: string): Promise<StoredObject | undefined> {
  try {
    const { Body, LastModified } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { key, modified: LastModified, body: (await Body?.transformToString()) ?? '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

export async function deleteFailure(client: S3Client, bucket: string, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
