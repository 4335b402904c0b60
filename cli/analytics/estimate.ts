import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { relationNames } from '../../shared/domain/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';

/** Athena's price in most regions, and the least that a question is charged for (aws.amazon.com/athena/pricing, November 2026). */
const DOLLARS_PER_TERABYTE = 5;
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
    const Prefix = `${historyPrefix}entity=${entity.name}/`;
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
      for (const { Size = 0 } of Contents) mostBytes += Size;
    }
  }
  return { mostBytes, mostDollars: dollarsOf(mostBytes) };
}

export function dollarsOf(bytes: number): number {
  return (Math.max(bytes, LEAST_BYTES) / 1e12) * DOLLARS_PER_TERABYTE;
}

function isAsked(sql: string, entity: Entity): boolean {
  const { history, current } = relationNames(entity);
  return new RegExp(`\\b(${history}|${current})\\b`, 'i').test(sql);
}
