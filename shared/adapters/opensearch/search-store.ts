import type { Change } from '../../domain/change/change.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { DEFAULT_MARGIN_MS } from '../../domain/change/precedence.ts';
import type { ReindexDue, SearchStore } from '../../ports/search-store.ts';
import { applyChanges } from './apply-changes.ts';
import { putApplyScript } from './apply-script.ts';
import type { SearchClient } from './client.ts';
import { prepareIndex, replaceIndex } from './indices.ts';
import { readAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { purgeTombstones } from './purge-tombstones.ts';
import { readDocument, readDocuments, sampleDocuments, scanDocuments, searchRows } from './read-documents.ts';
import { ask } from './request.ts';
import { askRefusals } from './refusals.ts';
import { WriteTargets } from './write-targets.ts';

export interface OpenSearchStoreOptions {
  readonly client: SearchClient;
  /** Milliseconds; must exceed clock skew + 1 s. @default 60000 */
  readonly marginMs?: number;
}

export interface OpenSearchStore extends SearchStore {
  /** How many rows a search can find; tombstones do not count. */
  count(entity: string): Promise<number>;
  /** Which of these rows the index would refuse, by key; nothing is written. */
  refusals(changes: readonly Change[]): Promise<ReadonlyMap<string, Reason>>;
}

/** The search store on OpenSearch 2.x and 3.x. Everything but `apply` throws HeadwaterError when OpenSearch is not there. */
export function createOpenSearchStore({
  client,
  marginMs = DEFAULT_MARGIN_MS,
}: OpenSearchStoreOptions): OpenSearchStore {
  const targets = new WriteTargets(client);
  return {
    async prepare(entities) {
      await putApplyScript(client);
      const due: ReindexDue[] = [];
      for (const entity of entities) {
        const found = await prepareIndex(client, entity);
        if (found) due.push(found);
      }
      return due;
    },
    refusals: (changes) => askRefusals({ client, targets }, changes),
    apply: (changes) => applyChanges({ client, targets, marginMs }, changes),
    get: (entity, key) => readDocument(client, entity, key),
    getAll: (entity, keys) => readDocuments(client, entity, keys),
    sample: (entity, count) => sampleDocuments(client, entity, count),
    search: (entity, query, size) => searchRows(client, entity, query, size),
    async refresh(entity) {
      await ask(client, { method: 'POST', path: `/${writeAlias(entity)}/_refresh` });
    },
    scan: (entity) => scanDocuments(client, entity),
    async clear(entity) {
      await replaceIndex(client, entity);
      targets.forget(entity.name);
    },
    purge: (entity, before) => purgeTombstones(client, entity, before),
    async count(entity) {
      const { count } = await ask<{ readonly count: number }>(client, {
        method: 'GET',
        path: `/${readAlias(entity)}/_count`,
      });
      return count;
    },
  };
}
