import { matches, type Filters } from '../shared/domain/filter.ts';
import type { Row } from '../shared/domain/json.ts';
import { differingFields } from '../shared/domain/row-equality.ts';
import type { RowScan } from '../shared/ports/item-source.ts';
import type { SearchStore, StoredDocument } from '../shared/ports/search-store.ts';

/** One key at which table and index disagree. */
export type Difference = { readonly entity: string; readonly key: string } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'extra' }
  | { readonly kind: 'different'; readonly fields: readonly string[] }
);

interface EntityComparison {
  readonly entity: string;
  /** Rows in the table that fit their schema, and the subscription's filter. */
  readonly rows: number;
  /** Of these, how many the index holds equally. */
  readonly equal: number;
  /** Items in the table that do not fit: they belong in no index. */
  readonly rejected: number;
  readonly differences: number;
}

export interface Comparison {
  readonly inStep: boolean;
  readonly entities: readonly EntityComparison[];
  /** The first differences, up to the limit asked for. */
  readonly examples: readonly Difference[];
  /** Items that no entity recognises. */
  readonly unrecognised: number;
}

export interface CompareOptions {
  readonly entities: readonly string[];
  readonly sources: readonly RowScan[];
  readonly store: Pick<SearchStore, 'refresh' | 'scan'>;
  /** Those of the subscription that keeps the index: of an entity with a filter, only the rows it lets through belong there. */
  readonly filters?: Filters | undefined;
  /** @default 20 */
  readonly examples?: number;
}

/**
 * Compares every row of the tables with every document of the index. The table's rows are held in memory (a scan gives
 * them in no order); the index is read in pages.
 */
export async function compareAll({
  entities,
  sources,
  store,
  filters = {},
  examples = 20,
}: CompareOptions): Promise<Comparison> {
  const table = await readRows(entities, sources, filters);
  const first: Difference[] = [];
  const compared: EntityComparison[] = [];
  for (const entity of entities) {
    const rows = table.rows.get(entity) ?? new Map<string, Row>();
    await store.refresh(entity);
    const counts = { rows: rows.size, equal: 0, rejected: table.rejected.get(entity) ?? 0, differences: 0 };
    for await (const difference of differencesOf(entity, rows, store.scan(entity))) {
      if (!difference) counts.equal += 1;
      else {
        counts.differences += 1;
        if (first.length < examples) first.push(difference);
      }
    }
    compared.push({ entity, ...counts });
  }
  const inStep = compared.every(({ differences }) => differences === 0);
  return { inStep, entities: compared, examples: first, unrecognised: table.unrecognised };
}

/** How one key's row in the table and document in the index differ; undefined when they do not. */
export function differenceOf(
  entity: string,
  key: string,
  row: Row | undefined,
  document: StoredDocument | undefined,
): Difference | undefined {
  const stored = document?.marks.deleted === false ? document.row : undefined;
  if (!row) return stored && { entity, key, kind: 'extra' };
  if (!stored) return { entity, key, kind: 'missing' };
  const fields = differingFields(row, stored);
  return fields.length > 0 ? { entity, key, kind: 'different', fields } : undefined;
}

/** For each key of either side its difference, or undefined for a row that is equal. Takes the rows out of `rows`. */
async function* differencesOf(
  entity: string,
  rows: Map<string, Row>,
  documents: AsyncIterable<StoredDocument>,
): AsyncIterable<Difference | undefined> {
  for await (const document of documents) {
    const row = rows.get(document.key);
    const difference = differenceOf(entity, document.key, row, document);
    // A tombstone without a row is as it should be, and no row of the count.
    if (row || difference) yield difference;
    rows.delete(document.key);
  }
  for (const key of [...rows.keys()].sort()) yield { entity, key, kind: 'missing' };
}

interface TableRows {
  /** entity -> key -> row */
  readonly rows: ReadonlyMap<string, Map<string, Row>>;
  readonly rejected: ReadonlyMap<string, number>;
  readonly unrecognised: number;
}

async function readRows(
  entities: readonly string[],
  sources: readonly RowScan[],
  filters: Filters,
): Promise<TableRows> {
  const rows = new Map(entities.map((entity) => [entity, new Map<string, Row>()]));
  const rejected = new Map<string, number>();
  let unrecognised = 0;
  for (const source of sources) {
    for await (const item of source.scan()) {
      if (item.status === 'row') {
        if (isSeen(filters, item.entity, item.row)) rows.get(item.entity)?.set(item.key, item.row);
      } else if (item.status === 'rejected' && item.entity !== undefined) {
        rejected.set(item.entity, (rejected.get(item.entity) ?? 0) + 1);
      } else unrecognised += 1;
    }
  }
  return { rows, rejected, unrecognised };
}

/** Whether a subscription with these filters sees the row. */
export function isSeen(filters: Filters, entity: string, row: Row): boolean {
  const filter = Object.hasOwn(filters, entity) ? filters[entity] : undefined;
  return !filter || matches(filter, row);
}
