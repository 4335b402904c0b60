/** The stores of the simulated consumers, each behind the same face: apply as an effect, and what it shows at the end. */
import { ConnectionError } from '@opensearch-project/opensearch/lib/errors.js';
import { createMemoryHistoryStore, type MemoryHistoryStore } from '../../../shared/adapters/memory/history-store.ts';
import { createMemorySearchStore } from '../../../shared/adapters/memory/search-store.ts';
import { createOpenSearchStore } from '../../../shared/adapters/opensearch/search-store.ts';
import type { SearchClient, TransportRequest } from '../../../shared/adapters/opensearch/client.ts';
import { rowAfter, type Change } from '../../../shared/domain/change/change.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import type { Outcome } from '../../../shared/domain/delivery/outcome.ts';
import type { StoredDocument } from '../../../shared/ports/search-store.ts';
import { decide, DEFAULT_MARGIN_MS } from '../../../shared/domain/change/precedence.ts';
import type { Apply } from '../../../shared/runtime/prepare.ts';
import { reached } from './aws.ts';
import type { Extent, Invocation } from './invocation.ts';
import { MemoryCluster } from './memory-cluster.ts';
import { ENTITY_NAMES, isPoison, RELEASES, type Version } from './shop.ts';

/** What readers of a store see: `<entity>/<key>` -> row. */
export type View = ReadonlyMap<string, Row>;

export interface SimulatedStore {
  /** While it is not, a change with a poisoned row is rejected. */
  mended: boolean;
  apply(invocation: Invocation<unknown>, version: Version): Apply;
  /** Every view that readers have; all must be the same. */
  views(): Promise<readonly View[]>;
  /** Removes the tombstones of deletions before a time. */
  purge(before: number): number;
  /** `<entity>/<key>` of all rows that it holds. */
  names(): Promise<readonly string[]>;
  /** A document as it is stored; undefined when there is none. */
  look(entity: string, key: string): Promise<Pick<StoredDocument, 'row' | 'marks'> | undefined>;
  /** Puts a document in its place by hand, or takes it away, where that can be done. */
  damage?(entity: string, key: string, document: Pick<StoredDocument, 'row' | 'marks'> | undefined): void;
}

const UNAVAILABLE = { code: 'HW_SEARCH_UNAVAILABLE', message: 'simulated' } as const;
const REFUSED = { code: 'HW_SEARCH_REJECTED', message: 'simulated: the title does not fit', field: '/title' } as const;

export function memorySearch(): SimulatedStore {
  const store = createMemorySearchStore();
  let prepared: Version = 1;
  void store.prepare(RELEASES[prepared].entities);
  const simulated: SimulatedStore = {
    mended: false,
    apply: (invocation, version) => {
      if (version !== prepared) void store.prepare(RELEASES[version].entities);
      prepared = version;
      return effectOf(invocation, simulated, (changes) => store.apply(changes));
    },
    async views() {
      const view = new Map<string, Row>();
      for (const name of ENTITY_NAMES) {
        const { hits } = await store.search(name, '*', 1_000);
        for (const { key, row } of hits) view.set(`${name}/${key}`, row);
      }
      return [view];
    },
    purge: (before) => ENTITY_NAMES.reduce((sum, name) => sum + store.purgeTombstones(name, before), 0),
    names: async () => [...((await simulated.views())[0]?.keys() ?? [])],
    look: (entity, key) => store.get(entity, key),
  };
  return simulated;
}

export interface SimulatedHistory extends SimulatedStore {
  /** What the functions of each version have stored: after a deploy, a change can come in both forms. */
  readonly stored: Readonly<Record<Version, MemoryHistoryStore>>;
}

/** @param isVoided what readers leave out */
export function memoryHistory(isVoided: (change: Change) => boolean = () => false): SimulatedHistory {
  const stored = {
    1: createMemoryHistoryStore(RELEASES[1].entities),
    2: createMemoryHistoryStore(RELEASES[2].entities),
  };
  const simulated: SimulatedHistory = {
    stored,
    mended: false,
    apply: (invocation, version) => effectOf(invocation, simulated, (changes) => stored[version].append(changes)),
    views: () => Promise.resolve([currentView(changesIn(stored).filter((change) => !isVoided(change)))]),
    purge: () => 0,
    names: async () => [...((await simulated.views())[0]?.keys() ?? [])],
    look: () => Promise.resolve(undefined),
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
    names: () => Promise.resolve([...(cluster.views()[0]?.keys() ?? [])]),
    look: (entity, key) => Promise.resolve(cluster.look(entity, key)),
    damage: (entity, key, document) => {
      cluster.damage(entity, key, document);
    },
  };
}

function effectOf(invocation: Invocation<unknown>, simulated: { readonly mended: boolean }, apply: Apply): Apply {
  return (changes) =>
    invocation.effect(
      `applying ${changes.length} changes`,
      async (extent) => {
        const poisoned = (change: Change) => !simulated.mended && isPoison(rowAfter(change) ?? {});
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

function changesIn(stored: SimulatedHistory['stored']): readonly Change[] {
  return ENTITY_NAMES.flatMap((entity) => [...stored[1].historyOf(entity), ...stored[2].historyOf(entity)]);
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
