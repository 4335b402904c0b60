/** What consumers' stores hold, key by key, for the delete sweep. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { literal } from '../../shared/adapters/duckdb/sql-text.ts';
import { relationNames } from '../../shared/domain/analytics-sql.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import { openSearch } from '../cloud/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { HeldKey } from './sweep.ts';

export interface SweptStore extends AsyncDisposable {
  /** Makes what was applied visible, then gives every row that the store holds. */
  documents(entity: string): AsyncIterable<HeldKey>;
}

/** @returns undefined when the consumer keeps nothing that could be looked through */
export async function openStore(session: DeployedSession, consumer: Consumer): Promise<SweptStore | undefined> {
  switch (consumer.type) {
    case 'search':
      return openIndices(session);
    case 'analytics':
      return openCopy(session, consumer);
    case 'function':
      return undefined;
  }
}

function openIndices(session: DeployedSession): SweptStore {
  const { store, client } = openSearch(session);
  return {
    async *documents(entity) {
      await store.refresh(entity);
      yield* store.scan(entity);
    },
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

/** Keys of a page: each page asks the view anew. */
const PAGE = 20_000;

async function openCopy(
  { deployment, clients }: DeployedSession,
  { entities }: Consumer,
): Promise<SweptStore | undefined> {
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
