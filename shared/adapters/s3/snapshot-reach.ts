import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { parseReach, type SnapshotReach } from '../../dialects/s3/snapshot-reach.ts';
import { reachKey } from '../../dialects/s3/snapshot-key.ts';

/** How far back history goes with an entity's snapshot; all of it when there is none. */
export async function readReach(client: S3Client, Bucket: string, entity: string): Promise<SnapshotReach> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: reachKey(entity) }));
    return parseReach(await Body?.transformToString());
  } catch (error) {
    if (error instanceof NoSuchKey) return parseReach(undefined);
    throw error;
  }
}
