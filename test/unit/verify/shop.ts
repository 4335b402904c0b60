/** A table and a store in memory, as verify sees them. */
import { film } from '../../fixtures/shop/entities.ts';
import { createMemoryJoin } from '../../../shared/adapters/memory/key-join.ts';
import { MemoryItemSource } from '../../../shared/adapters/memory/item-source.ts';
import type { NewestChange } from '../../../shared/domain/drift/drift.ts';
import { matches, type Filter } from '../../../shared/domain/filter/filter.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import type { Marks } from '../../../shared/domain/change/precedence.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import type { StoredDocument } from '../../../shared/ports/search-store.ts';
import type { Copy, Difference, TrustedHistory } from '../../../shared/runtime/verify/copy.ts';
import { historyView } from '../../../shared/domain/history/history-view.ts';
import type { Verification } from '../../../shared/runtime/verify/result.ts';
import { planRepair, type RepairPlan } from '../../../shared/runtime/verify/repair.ts';
import { verifySample } from '../../../shared/runtime/verify/sample.ts';
import { verifyAll, type Progress } from '../../../shared/runtime/verify/verify.ts';

export const GENERATION = '2026-11-01T09:00:00.000';
export const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;

export const at = (sequence: number, generation = GENERATION) => positionOf(generation, String(sequence));
export const seen = (sequence: number, marks: Partial<Marks> = {}): Marks => ({
  position: at(sequence),
  at: NOW - HOUR,
  deleted: false,
  ...marks,
});

export interface Shop {
  readonly table: MemoryItemSource;
  readonly documents: Map<string, StoredDocument>;
  readonly history: Map<string, NewestChange>;
  /** Rows that the history has, by their keys, each with its time. */
  readonly past: { key: string; at: number; row: Row }[];
  /** What happens at each pause: the world goes on while verify waits. */
  readonly duringPauses: (() => void)[];
  row(key: string, row: Row): void;
  document(key: string, row: Row, marks?: Marks): void;
  verify(options?: ShopOptions): Promise<{ result: Verification; differences: readonly Difference[] }>;
  planRepair(keys: readonly string[], options?: ShopOptions): Promise<RepairPlan>;
}

interface ShopOptions {
  readonly filter?: Filter;
  readonly sample?: number;
  readonly examples?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly withHistory?: boolean;
  readonly unfit?: Copy['unfit'];
  readonly refusals?: Copy['refusals'];
}

export function shop(): Shop {
  const table = new MemoryItemSource(() => NOW);
  const documents = new Map<string, StoredDocument>();
  const history = new Map<string, NewestChange>();
  const past: Shop['past'] = [];
  const duringPauses: (() => void)[] = [];
  return {
    table,
    documents,
    history,
    past,
    duringPauses,
    row: (key, row) => void table.rows.set(key, { status: 'row', entity: 'film', key, row, readAt: 0 }),
    document: (key, row, marks = seen(1)) => void documents.set(key, { key, row, marks }),
    planRepair(keys, options = {}) {
      const copy = copyOf({ table, documents, history, past }, options);
      return planRepair(copy, keys, { source: tableReads(table), marginMs: 60_000, now: () => NOW });
    },
    async verify({ sample, examples, onProgress, ...rest } = {}) {
      const differences: Difference[] = [];
      const options = {
        copies: [copyOf({ table, documents, history, past }, rest)],
        tables: [tableReads(table)],
        graceMs: 1_000,
        marginMs: 60_000,
        now: () => NOW,
        pause: () => Promise.resolve(duringPauses.shift()?.()),
        onDifference: (difference: Difference) => void differences.push(difference),
        ...(examples !== undefined && { examples }),
        ...(onProgress && { onProgress }),
      };
      const result =
        sample === undefined
          ? await verifyAll({ ...options, makeJoin: createMemoryJoin })
          : await verifySample({ ...options, count: sample, itemsOf: () => table.rows.size });
      return { result, differences };
    },
  };
}

function tableReads(table: MemoryItemSource) {
  return {
    entities: new Set([film.name]),
    scan: () => table.scan(),
    scanPage: (...args: Parameters<MemoryItemSource['scanPage']>) => table.scanPage(...args),
    read: (entity: string, keys: readonly string[]) => table.read(entity, keys),
  };
}

function copyOf(
  { table, documents, history, past }: Pick<Shop, 'table' | 'documents' | 'history' | 'past'>,
  { filter, withHistory = true, unfit, refusals }: ShopOptions,
): Copy {
  return {
    consumer: 'search',
    entity: 'film',
    store: {
      refresh: () => Promise.resolve(),
      async *scan() {
        for (const document of [...documents.values()]) yield await Promise.resolve(document);
      },
      getAll: (_, keys) => Promise.resolve(new Map([...documents].filter(([key]) => keys.includes(key)))),
      sample: (_, count) => Promise.resolve([...documents.values()].slice(0, count)),
    },
    expects: (row) => (filter === undefined || matches(filter, row) ? row : undefined),
    unfit,
    refusals,
    generation: GENERATION,
    tombstonesSince: NOW - 24 * HOUR,
    ...(withHistory && { history: historyOf(table, history, past, filter) }),
  };
}

/** A history whose own rows are the table's: nothing is missing in it. */
function historyOf(
  table: MemoryItemSource,
  newest: ReadonlyMap<string, NewestChange>,
  past: Shop['past'],
  filter: Filter | undefined,
): TrustedHistory {
  return {
    view: filter && historyView(film, filter),
    changes: {
      refresh: () => Promise.resolve(),
      async *newest() {
        for (const [key, change] of newest) yield await Promise.resolve({ key, ...change });
      },
      highest: () =>
        Promise.resolve(
          [...newest.values()]
            .flatMap(({ position }) => position ?? [])
            .toSorted()
            .at(-1),
        ),
      newestOf: (_, keys) => Promise.resolve(new Map([...newest].filter(([key]) => keys.includes(key)))),
      async *inView(_, view, from, keys) {
        for (const { key, at, row } of past) {
          const asked = at >= from && (keys?.includes(key) ?? true);
          if (asked && view.sees(row)) yield await Promise.resolve({ key, at });
        }
      },
      suspects: () => [] as unknown as AsyncIterable<string>,
      events: () => Promise.resolve([]),
    },
    copy: {
      entity: 'film',
      expects: (row) => row,
      store: {
        refresh: () => Promise.resolve(),
        scan: () => [] as unknown as AsyncIterable<StoredDocument>,
        sample: () => Promise.resolve([]),
        getAll: async (entity, keys) => {
          const rows = await table.read(entity, keys);
          return new Map(
            rows.flatMap((read) =>
              read.status === 'row' ? [[read.key, { key: read.key, row: read.row, marks: seen(1) }]] : [],
            ),
          );
        },
      },
    },
  };
}
