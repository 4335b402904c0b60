import type { S3Client } from '@aws-sdk/client-s3';
import { listObjects } from '../../shared/adapters/s3/objects.ts';
import { readReach } from '../../shared/adapters/s3/snapshot-reach.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { mentions, relationNames } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';
import { PRICES } from '../prices.ts';

/** The least that a question is charged for (Athena pricing). */
const LEAST_BYTES = 10_000_000;

export interface Estimate {
  /** All that the relations it names are made of, each time that it names them: columns and partitions that it leaves out are not read. */
  readonly mostBytes: number;
  readonly mostDollars: number;
}

export async function estimateQuestion(
  sql: string,
  entities: readonly Entity[],
  analytics: AnalyticsOutput,
  client: S3Client,
): Promise<Estimate> {
  let mostBytes = 0;
  for (const entity of entities) {
    const { history, current } = relationNames(entity);
    const [ofHistory, ofCurrent] = [mentions(sql, history), mentions(sql, current)];
    if (ofHistory + ofCurrent > 0) {
      const bytes = await bytesOf(entity, analytics, client);
      mostBytes += ofHistory * bytes.history + ofCurrent * bytes.current;
    }
  }
  return { mostBytes, mostDollars: dollarsOf(mostBytes) };
}

export function dollarsOf(bytes: number): number {
  return (Math.max(bytes, LEAST_BYTES) / 1e12) * PRICES.athenaTerabyte;
}

/** Current is the snapshot's files and the days of history that go with it. */
async function bytesOf({ name }: Entity, { bucket, historyPrefix }: AnalyticsOutput, client: S3Client) {
  const { historyFrom } = await readReach(client, bucket, name);
  const stored = await createS3SnapshotStore({ client, bucket }).manifest(name);
  const prefix = `${historyPrefix}entity=${name}/`;
  const objects = await listObjects(client, bucket, prefix);
  const since = objects.filter(({ key }) => key >= `${prefix}date=${historyFrom}`);
  return { history: sum(objects), current: sum(stored?.manifest.files ?? []) + sum(since) };
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
