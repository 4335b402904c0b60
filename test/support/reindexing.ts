/** What a test does with a reindex, in a few words. */
import type { Client } from '@opensearch-project/opensearch';
import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import type { ReindexLease } from '../../shared/adapters/opensearch/reindex/reindex-lease.ts';
import {
  endReindex,
  runReindex,
  type ReindexContext,
  type RunEnd,
} from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { changedEntity } from './reindex-entity.ts';

/** Writers in tests are at it for moments only, and keep what they know for 5 s. */
export const SETTLE_MS = 6_500;

type Options = Partial<ReindexContext> & { readonly fromTable?: boolean };

export interface Reindexing {
  readonly contextOf: (entity: Entity, lease: ReindexLease, options?: Options) => ReindexContext;
  readonly run: (entity: Entity, options?: Options) => Promise<RunEnd>;
  readonly end: (name: string, action: 'finish' | 'undo') => Promise<void>;
  readonly indicesOf: (name: string) => Promise<string[]>;
}

export function reindexing({ client, server }: { readonly client: SearchClient; readonly server: Client }): Reindexing {
  const contextOf: Reindexing['contextOf'] = (entity, lease, options = {}) => {
    const { signal } = new AbortController();
    const quick = { settleMs: SETTLE_MS, graceMs: 1_000 };
    const usual = { acceptRejected: false, backfilled: false, progress: () => undefined };
    return { client, entity, lease, signal, ...usual, ...quick, ...options };
  };
  return {
    contextOf,
    async run(entity, options = {}) {
      const lease = await openReindex(client, entity.name, 'run', options);
      try {
        return await runReindex(contextOf(entity, lease, options));
      } finally {
        await lease.release();
      }
    },
    async end(name, action) {
      const lease = await openReindex(client, name, action);
      await endReindex({ client, entity: changedEntity(name), lease }, action === 'finish' ? 'finishing' : 'undoing');
    },
    async indicesOf(name) {
      const { body } = await server.indices.get({ index: `${name}-0*` });
      return Object.keys(body).sort();
    },
  };
}
