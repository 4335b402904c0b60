import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { literal } from '../../shared/dialects/duckdb/sql-text.ts';
import { relationNames } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import type { HeldKey } from '../backfill/sweep.ts';
import type { Deployed } from '../deployed.ts';
import type { ConsumerPorts, SweptStore } from './consumer-ports.ts';

/** What consumers of type `analytics` keep: the copy in S3. */
export const analytics: ConsumerPorts = {
  isThere: (deployment) => deployment.analytics !== undefined,
  needsHistory: true,
  faultOf: (entity, parts) => parts.analytics?.history.faultOf(entity),
  copyOf(_, { consumer, entity }, parts) {
    if (!parts.analytics) throw new Error('the analytics copy was not opened');
    const { gaps, ...copy } = parts.analytics.copyOf(consumer, entity.name);
    return { ...copy, gaps: parts.history ? gaps : undefined };
  },
  openStore: openCopy,
};

/** Keys of a page: each page asks the view anew. */
const PAGE = 20_000;

async function openCopy({ deployment, clients }: Deployed, { entities }: Consumer): Promise<SweptStore | undefined> {
  if (!deployment.analytics) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'headwater-copy-'));
  const origin = { client: clients.s3, bucket: deployment.analytics.bucket };
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  const history = await openHistory({ directory, entities, origin }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    async *documents(entity) {
      await history.refresh();
      yield* currentKeys(history, entity);
    },
    async [Symbol.asyncDispose]() {
      history.close();
      await remove();
    },
  };
}

async function* currentKeys(history: History, entity: string): AsyncIterable<HeldKey> {
  const view = `"${relationNames({ name: entity }).current}"`;
  let after = '';
  for (;;) {
    const { rows } = await history.query(
      `SELECT _key AS key, _position IS NULL AS read, epoch_ms(_at) AS time FROM ${view}
WHERE _key > ${literal(after)} ORDER BY _key LIMIT ${PAGE}`,
    );
    for (const { key, read, time } of rows) {
      const marks = { deleted: false, [read === true ? 'snapshotAt' : 'at']: Number(time) };
      yield { key: key as string, marks };
    }
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last['key'] as string;
  }
}
