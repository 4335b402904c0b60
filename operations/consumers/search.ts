import { mappings } from '../../shared/dialects/opensearch/mapping.ts';
import { unfitFor } from '../../shared/dialects/opensearch/unfit.ts';
import { own } from '../../shared/domain/own.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';
import { expectedBy } from '../../shared/runtime/verify/expected-row.ts';
import { openSearch } from '../deployment/search.ts';
import type { Deployed } from '../deployed.ts';
import type { ConsumerPorts, CopyParts, Kept, OpenedCopy, SweptStore } from './consumer-ports.ts';

/** What consumers of type `search` keep: indices. */
export const search: ConsumerPorts = {
  isThere: (deployment) => deployment.search !== undefined,
  needsHistory: false,
  faultOf: () => undefined,
  copyOf: copyOfIndex,
  openStore: (deployed) => Promise.resolve(openIndices(deployed)),
};

function copyOfIndex(
  deployed: Deployed,
  { consumer, entity }: Kept,
  { hash, analytics, history }: CopyParts,
): OpenedCopy {
  const { filters = {} } = consumer;
  const { store } = openSearch(deployed);
  const filter = own(filters, entity.name);
  const asked = history ? analytics?.historyOf(entity, filter) : undefined;
  // A row that was never in the view left no tombstone: only a history that knows which rows were can tell.
  const tells = filter === undefined || asked?.view !== undefined;
  return {
    store,
    unfit: unfitFor(entity, mappings(entity).properties),
    refusals: (changes) => store.refusals(changes),
    expects: expectedBy(consumer, entity.name, hash),
    ...(tells && { tombstonesSince: tombstonesNeededSince(deployed.definition, Date.now()) ?? 0 }),
    history: asked,
    isFiltered: filter !== undefined,
  };
}

function openIndices(deployed: Deployed): SweptStore {
  const { store, client } = openSearch(deployed);
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
