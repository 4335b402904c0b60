import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { readVoided, voidedKey, type VoidedChange } from '../../domain/voided.ts';

/** An entity's changes that are known to be false. @throws Error for a record that cannot be read */
export async function voidedIn(client: S3Client, Bucket: string, entity: string): Promise<readonly VoidedChange[]> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: voidedKey(entity) }));
    return readVoided(entity, JSON.parse((await Body?.transformToString()) ?? ''));
  } catch (error) {
    if (error instanceof NoSuchKey) return [];
    throw error;
  }
}
