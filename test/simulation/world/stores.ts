/** The stores of the simulated consumers, each behind the same face: apply as an effect, and what it shows at the end. */
import { ConnectionError } from '@opensearch-project/opensearch/lib/errors.js';
import { createMemoryHistoryStore, type MemoryHistoryStore } from '../../../shared/adapters/memory/history-store.ts';
import { createMemorySearchStore } from '../../../shared/adapters/memory/search-store.ts';
import { createOpenSearchStore } from '../../../shared/adapters/opensearch/search-store.ts';
import type { SearchClient, TransportRequest } from '../../../shared/adapters/opensearch/client.ts';
import { rowAfter, type Change } from '../../../shared/domain/change.ts';
import type { Row } from '../../../shared/domain/json.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import { decide, DEFAULT_MARGIN_MS } from '../../../shared/domain/precedence.ts';
import type { Apply } from '../../../shared/runtime/prepare.ts';
import { reached } from './aws.ts';
import type { Extent, Invocation } from './invocation.ts';
import { MemoryCluster } from './memory-cluster.ts';
import { ENTITIES, POISON } from './shop.ts';

/** What readers of a store see: `<entity>/<key>` -> row. */
export type View = ReadonlyMap<string, Row>;

export interface SimulatedStore {
  /** While it refuses `POISON`, a change with it is rejected. */
  mended: boolean;
  apply(invocation: Invocation<unknown>): Apply;
  /** Every view that readers have; all must be the same. */
  views(): Promise<readonly View[]>;
  /** Removes the tombstones of deletions before a time. */
  purge(before: number): number;
}

const UNAVAILABLE = { code: 'HW_SEARCH_UNAVAILABLE', message: 'simulated' } as const;
const REFUSED = { code: 'HW_SEARCH_REJECTED', message: 'simulated: the title does not fit', field: '/title' } as const;

export function memorySearch(): SimulatedStore {
  const store = createMemorySearchStore();
  void store.prepare(ENTITIES);
  const simulated: SimulatedStore = {
    mended: false,
    apply: (invocation) => effectOf(invocation, simulated, (changes) => store.apply(changes)),
    async views() {
      const view = new Map<string, Row>();
      for (const { name } of ENTITIES) {
        const { hits } = await store.search(name, '*', 1_000);
        for (const { key, row } of hits) view.set(`${name}/${key}`, row);
      }
      return [view];
    },
    purge: (before) => ENTITIES.reduce((sum, { name }) => sum + store.purgeTombstones(name, before), 0),
  };
  return simulated;
}

export interface SimulatedHistory extends SimulatedStore {
  readonly store: MemoryHistoryStore;
}

export function memoryHistory(): SimulatedHistory {
  const store = createMemoryHistoryStore(ENTITIES);
  const simulated: SimulatedHistory = {
    store,
    mended: false,
    apply: (invocation) => effectOf(invocation, simulated, (changes) => store.append(changes)),
    views: () => Promise.resolve([currentView(ENTITIES.flatMap(({ name }) => store.historyOf(name)))]),
    purge: () => 0,
  };
  return simulated;
}

/** The real OpenSearch adapter on a cluster in memory that answers its bulks; two physical indices, as during a reindex. */
export function openSearch(): SimulatedStore {
  const cluster = new MemoryCluster();
  const client = (invocation: Invocation<unknown>): SearchClient => ({
    transport: {
      request(request: TransportRequest) {
        if (request.path !== '/_bulk') return Promise.resolve({ body: cluster.aliases(request.path) });
        const bulk = (extent: Extent) => ({ body: cluster.bulk(request.bulkBody?.toString() ?? '', extent) });
        return invocation.effect('a bulk', bulk, () => {
          throw new ConnectionError('simulated', {} as never);
        });
      },
    },
    close: () => Promise.resolve(),
  });
  return {
    get mended() {
      return cluster.mended;
    },
    set mended(mended) {
      cluster.mended = mended;
    },
    apply: (invocation) => {
      const store = createOpenSearchStore({ client: client(invocation) });
      return (changes) => store.apply(changes);
    },
    views: () => Promise.resolve(cluster.views()),
    purge: (before) => cluster.purge(before),
  };
}

function effectOf(invocation: Invocation<unknown>, simulated: { readonly mended: boolean }, apply: Apply): Apply {
  return (changes) =>
    invocation.effect(
      `applying ${changes.length} changes`,
      async (extent) => {
        const poisoned = (change: Change) => !simulated.mended && rowAfter(change)?.['title'] === POISON;
        const reaches = changes.filter((change, index) => reached(extent, index) && !poisoned(change));
        const outcomes = await apply(reaches);
        const byChange = new Map(reaches.map((change, index) => [change, outcomes[index]]));
        return changes.map((change, index): Outcome => {
          if (!reached(extent, index)) return { status: 'retry', reason: UNAVAILABLE };
          if (poisoned(change)) return { status: 'rejected', reason: REFUSED };
          return byChange.get(change) ?? { status: 'retry', reason: UNAVAILABLE };
        });
      },
      () => Promise.resolve(changes.map((): Outcome => ({ status: 'retry', reason: UNAVAILABLE }))),
    );
}

/** The current view of a history: what the precedence leaves of its changes, in whatever order they came. */
function currentView(changes: readonly Change[]): View {
  const marks = new Map<string, NonNullable<Parameters<typeof decide>[0]>>();
  const view = new Map<string, Row>();
  for (const change of changes) {
    const name = `${change.entity}/${change.key}`;
    const decision = decide(marks.get(name), change, DEFAULT_MARGIN_MS);
    if (decision.verdict === 'stale') continue;
    marks.set(name, decision.marks);
    if (decision.verdict === 'record') continue;
    const row = rowAfter(change);
    if (row) view.set(name, row);
    else view.delete(name);
  }
  return view;
}
