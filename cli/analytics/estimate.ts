import type { S3Client } from '@aws-sdk/client-s3';
import { listObjects } from '../../shared/adapters/s3/objects.ts';
import { relationNames } from '../../shared/domain/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';
import { PRICES } from '../prices.ts';

/** The least that a question is charged for (Athena pricing). */
const LEAST_BYTES = 10_000_000;

export interface Estimate {
  /** All that the question's entities have in the bucket: columns and partitions that it leaves out are not read. */
  readonly mostBytes: number;
  readonly mostDollars: number;
}

export async function estimateQuestion(
  sql: string,
  entities: readonly Entity[],
  { bucket, historyPrefix }: AnalyticsOutput,
  client: S3Client,
): Promise<Estimate> {
  let mostBytes = 0;
  for (const entity of entities.filter((one) => isAsked(sql, one))) {
    const prefix = `${historyPrefix}entity=${entity.name}/`;
    for (const { bytes } of await listObjects(client, bucket, prefix)) mostBytes += bytes;
  }
  return { mostBytes, mostDollars: dollarsOf(mostBytes) };
}

export function dollarsOf(bytes: number): number {
  return (Math.max(bytes, LEAST_BYTES) / 1e12) * PRICES.athenaTerabyte;
}

function isAsked(sql: string, entity: Entity): boolean {
  const { history, current } = relationNames(entity);
  return new RegExp(`\\b(${history}|${current})\\b`, 'i').test(sql);
}
