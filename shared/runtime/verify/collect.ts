import { driftOf, type Known, type NewestChange } from '../../domain/drift/drift.ts';
import { rowDigest } from '../../domain/row/row-digest.ts';
import type { ItemSource } from '../../ports/item-source.ts';
import type { KeyJoin } from '../../ports/join.ts';
import type { Copy } from './copy.ts';
import { GONE, HISTORY, readJoined, REJECTED, shortChange, shortDocument, STORE, TABLE, VIEW } from './short-form.ts';

/** What was counted of one entity while its table was read. */
export interface TableCounts {
  /** Items that do not fit their schema: they belong in no copy. */
  readonly rejected: Map<string, number>;
  /** Items that no entity recognises. */
  unrecognised: number;
}

/** Told of each row and document that is read. */
type OnRead = (what: 'rows' | 'documents') => void;

export interface Collecting {
  readonly copy: Copy;
  readonly join: KeyJoin;
}

/** Reads all sides whole, side by side, and puts a short form of each row into the join of its copy. */
export async function collect(
  collecting: readonly Collecting[],
  sources: readonly Pick<ItemSource, 'scan'>[],
  onRead: OnRead,
  signal?: AbortSignal,
): Promise<TableCounts> {
  const counts: TableCounts = { rejected: new Map(), unrecognised: 0 };
  const stores = collecting.map(async ({ copy, join }) => {
    await copy.store.refresh(copy.entity);
    await collectDocuments(copy, join, onRead, signal);
    await collectHistory(copy, join, signal);
    await collectGone(copy, join, signal);
  });
  const tables = sources.map((source) => collectRows(source, collecting, counts, onRead, signal));
  await Promise.all([...stores, ...tables]);
  return counts;
}

async function collectRows(
  source: Pick<ItemSource, 'scan'>,
  collecting: readonly Collecting[],
  counts: TableCounts,
  onRead: OnRead,
  signal: AbortSignal | undefined,
): Promise<void> {
  const byEntity = Map.groupBy(collecting, ({ copy }) => copy.entity);
  for await (const item of source.scan()) {
    signal?.throwIfAborted();
    onRead('rows');
    if (item.status === 'row') {
      for (const { copy, join } of byEntity.get(item.entity) ?? []) {
        const row = copy.expects(item.row);
        const written = row && join.put(TABLE, item.key, rowDigest(row));
        if (written) await written;
      }
    } else if (item.status === 'rejected' && item.entity !== undefined) {
      counts.rejected.set(item.entity, (counts.rejected.get(item.entity) ?? 0) + 1);
      for (const { join } of byEntity.get(item.entity) ?? []) await join.put(TABLE, item.key, REJECTED);
    } else counts.unrecognised += 1;
  }
}

async function collectDocuments(
  { store, entity }: Copy,
  join: KeyJoin,
  onRead: OnRead,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const document of store.scan(entity)) {
    signal?.throwIfAborted();
    onRead('documents');
    const written = join.put(STORE, document.key, shortDocument(document));
    if (written) await written;
  }
}

async function collectHistory(
  { entity, history, tombstonesSince }: Copy,
  join: KeyJoin,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!history) return;
  for await (const newest of history.changes.newest(entity)) {
    signal?.throwIfAborted();
    const written = join.put(HISTORY, newest.key, shortChange(newest));
    if (written) await written;
  }
  if (!history.view || tombstonesSince === undefined) return;
  for await (const { key, at } of history.changes.inView(entity, history.view, tombstonesSince)) {
    signal?.throwIfAborted();
    const written = join.put(VIEW, key, at);
    if (written) await written;
  }
}

async function collectGone({ entity, gaps }: Copy, join: KeyJoin, signal: AbortSignal | undefined): Promise<void> {
  if (!gaps) return;
  for await (const { key, at } of gaps.gone(entity)) {
    signal?.throwIfAborted();
    await join.put(GONE, key, at);
  }
}

/** A key at which the sides looked different while they were read, one after the other. */
export interface Suspect {
  readonly key: string;
  readonly table: string | undefined;
  readonly store: string | undefined;
  readonly newest: NewestChange | undefined;
}

/** Told how many rows and documents are equal; what is left is to be looked at again. */
export async function* suspectsOf(
  join: KeyJoin,
  facts: Known,
  isCounted: (expected: boolean) => void,
): AsyncIterable<Suspect> {
  for await (const joined of join.joined()) {
    const { table, store, stored, newest, gone } = readJoined(joined);
    const look = {
      expected: table !== undefined && table !== REJECTED,
      rejected: table === REJECTED,
      stored: stored?.marks,
      equal: table !== undefined && table === stored?.digest,
      newest,
      gone,
    };
    isCounted(look.expected);
    if (driftOf(look, facts)) yield { key: joined.key, table, store, newest };
  }
}
