import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Deployment } from 'headwater';
import type { Session } from '../session.ts';
import { countsSince } from '../story/counts.ts';
import { countMessages } from '../story/messages.ts';

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

export async function flowFromNow(session: Session): Promise<FlowReader> {
  const { clients, deployment } = session;
  const from = new Date();
  const archivedBefore = await countArchived(clients.s3, deployment.analytics);
  return {
    async read() {
      const [{ normalizers, indexers, known }, archived, waiting] = await Promise.all([
        countsSince(session, from),
        countArchived(clients.s3, deployment.analytics),
        Promise.all(deployment.consumers.map(({ bufferUrl }) => countMessages(clients.sqs, bufferUrl))),
      ]);
      return {
        published: normalizers.Published ?? 0,
        suppressed: normalizers.Suppressed ?? 0,
        rejected: normalizers.Rejected ?? 0,
        indexed: (indexers.Applied ?? 0) + (indexers.Stale ?? 0),
        archived: archived - archivedBefore,
        waiting: waiting.reduce((total, count) => total + count, 0),
        counted: known,
      };
    },
  };
}

/** Rows of the analytics copy: each object's name ends with how many it holds. */
async function countArchived(client: S3Client, analytics: Deployment['analytics']): Promise<number> {
  if (!analytics) return 0;
  const { bucket: Bucket, historyPrefix: Prefix } = analytics;
  let rows = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key = '' } of Contents) rows += Number(/-(\d+)\.parquet$/.exec(Key)?.[1] ?? 0);
  }
  return rows;
}
