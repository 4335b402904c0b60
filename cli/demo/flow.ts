import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';
import { countMessages } from '../../operations/deployment/queues.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { addUp, readCounts, type Counts } from '../../operations/ledger/read-counts.ts';

/** How far changes have come since a moment. */
export interface Flow {
  readonly published: number;
  /** Left out by the normalizer: no visible difference, or rejected. */
  readonly suppressed: number;
  readonly rejected: number;
  /** Applied by the search consumer, or found stale there. */
  readonly indexed: number;
  /** Rows in the analytics copy. */
  readonly archived: number;
  /** Messages in the consumers' queues. */
  readonly waiting: number;
  /** Whether this cloud's logs tell the counts; without them only the queues do. */
  readonly counted: boolean;
}

/** Reads a deployment's flow from a moment on. */
export interface FlowReader {
  read(): Promise<Flow>;
}

export async function flowFromNow({ clients, deployment }: DeployedSession, signal: AbortSignal): Promise<FlowReader> {
  const from = new Date();
  const archivedBefore = await countArchived(clients.s3, deployment.analytics);
  const sum = async (logGroups: readonly string[]): Promise<Counts | undefined> => {
    const range = { from, to: new Date() };
    const logs = await Promise.all(logGroups.map((logGroup) => readCounts(clients.logs, logGroup, range, signal)));
    const known = logs.filter((log) => log !== undefined);
    if (known.length < logs.length || known.length === 0) return undefined;
    return addUp(known.flatMap(({ counts }) => [...counts.values()]));
  };
  const indexers = keepersOf(deployment.consumers, 'search').map(({ logGroup }) => logGroup);
  return {
    async read() {
      const [normalized, indexed, archived, waiting] = await Promise.all([
        sum(deployment.normalizers.map(({ logGroup }) => logGroup)),
        sum(indexers),
        countArchived(clients.s3, deployment.analytics),
        Promise.all(deployment.consumers.map(({ bufferUrl }) => countMessages(clients.sqs, bufferUrl))),
      ]);
      return {
        published: normalized?.Published ?? 0,
        suppressed: normalized?.Suppressed ?? 0,
        rejected: normalized?.Rejected ?? 0,
        indexed: (indexed?.Applied ?? 0) + (indexed?.Stale ?? 0),
        archived: archived - archivedBefore,
        waiting: waiting.reduce((total, count) => total + count, 0),
        counted: normalized !== undefined && indexed !== undefined,
      };
    },
  };
}

/** Rows of the analytics copy: each object's name ends with how many it holds. */
async function countArchived(client: S3Client, analytics: AnalyticsOutput | undefined): Promise<number> {
  if (!analytics) return 0;
  const { bucket: Bucket, historyPrefix: Prefix } = analytics;
  let rows = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key = '' } of Contents) rows += Number(/-(\d+)\.parquet$/.exec(Key)?.[1] ?? 0);
  }
  return rows;
}
