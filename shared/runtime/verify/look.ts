import type { NewestChange } from '../../domain/drift/drift.ts';
import { rowDigest } from '../../domain/row/row-digest.ts';
import { sameValue } from '../../domain/row/row-equality.ts';
import type { ItemSource, KeyRead } from '../../ports/item-source.ts';
import type { StoredDocument } from '../../ports/search-store.ts';
import { differenceOf, known, type Copy, type Difference, type TrustedHistory } from './copy.ts';
import { REJECTED, shortDocument } from './short-form.ts';

/** What point reads say about a key. */
export interface Sight {
  readonly key: string;
  readonly difference: Difference | undefined;
  /** Short form of each side, to see whether it moves. */
  readonly table: string | undefined;
  readonly store: string | undefined;
  /** When the table was read, in epoch milliseconds. */
  readonly readAt: number;
  readonly source: KeyRead | undefined;
  readonly document: StoredDocument | undefined;
  readonly newest: NewestChange | undefined;
}

export interface LookOptions {
  readonly source: Pick<ItemSource, 'read' | 'scan'>;
  readonly marginMs: number;
  readonly now: () => number;
}

/**
 * Reads both sides of some keys: the store first, then the history, then the table, consistently. In this order a change
 * that the store or the history has is in the row of the table, too.
 *
 * @param asked whether the history is asked as well
 */
export async function lookAt(
  copy: Copy,
  keys: readonly string[],
  { source, marginMs, now }: LookOptions,
  asked: boolean,
): Promise<readonly Sight[]> {
  const documents = await copy.store.getAll(copy.entity, keys);
  const newest = asked && copy.history ? await copy.history.changes.newestOf(copy.entity, keys) : undefined;
  const highest = asked ? await copy.history?.changes.highest(copy.entity) : undefined;
  const copied = asked && copy.history ? await copy.history.copy.store.getAll(copy.entity, keys) : undefined;
  const gone = asked ? await goneAmong(copy, keys) : undefined;
  const readAt = now();
  const rows = await readRows(source, copy.entity, keys);
  const facts = known(copy, now(), marginMs, highest);
  const viewed = asked
    ? await inView(
        copy,
        keys.filter((key) => !documents.has(key)),
      )
    : undefined;
  return keys.map((key): Sight => {
    const [item, document] = [rows.get(key), documents.get(key)];
    const known = trusted(newest?.get(key), item, copied?.get(key), copy.history);
    const inViewAt = viewed?.get(key);
    const change = known && inViewAt !== undefined ? { ...known, inViewAt } : known;
    const rejected = item?.status === 'rejected';
    const expected = item?.status === 'row' ? copy.expects(item.row) : undefined;
    const sides = { expected, rejected, stored: document, newest: change, goneAt: gone?.get(key) };
    return {
      key,
      difference: differenceOf(copy, key, sides, facts),
      table: rejected ? REJECTED : expected && rowDigest(expected),
      store: document && JSON.stringify(shortDocument(document)),
      readAt,
      source: item,
      document,
      newest: change,
    };
  });
}

/**
 * Rows by their keys. A key that does not tell which item it is of (hashed, or too long for a document id) is looked for in
 * the whole table: slow, but there is no other way, and differences are few.
 */
export async function readRows(
  source: Pick<ItemSource, 'read' | 'scan'>,
  entity: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KeyRead>> {
  const reads = await source.read(entity, keys);
  const rows = new Map(reads.map((read) => [read.key, read]));
  const unreadable = new Set(reads.filter(({ status }) => status === 'unreadable').map(({ key }) => key));
  if (unreadable.size === 0) return rows;
  const readAt = Date.now();
  for (const key of unreadable) rows.set(key, { entity, key, status: 'absent', readAt });
  for await (const item of source.scan()) {
    if (item.status === 'ignored' || item.entity !== entity || !unreadable.has(item.key)) continue;
    rows.set(item.key, item.status === 'row' ? item : { ...item, entity, readAt });
  }
  return rows;
}

/** When the changes of these keys were made that the copy's own history has lost. */
async function goneAmong({ entity, gaps }: Copy, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  if (!gaps || keys.length === 0) return times;
  for await (const { key, at } of gaps.gone(entity, keys)) times.set(key, at);
  return times;
}

/** When the copy's filter saw a row of these keys that could still come again. */
async function inView(
  { entity, history, tombstonesSince }: Copy,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  if (!history?.view || tombstonesSince === undefined || keys.length === 0) return times;
  for await (const { key, at } of history.changes.inView(entity, history.view, tombstonesSince, keys)) {
    times.set(key, Math.max(at, times.get(key) ?? at));
  }
  return times;
}

/** Where the history's own row is not the table's, changes are missing in it: no position is above its newest then. */
function trusted(
  newest: NewestChange | undefined,
  item: KeyRead | undefined,
  copied: StoredDocument | undefined,
  history: TrustedHistory | undefined,
): NewestChange | undefined {
  if (!newest || !history) return undefined;
  const row = item?.status === 'row' ? history.copy.expects(item.row) : undefined;
  const live = copied?.marks.deleted === false ? copied.row : undefined;
  const complete = row && live ? sameValue(row, live) : row === live;
  if (complete) return newest;
  const { at, operation, contradicted } = newest;
  return { at, operation, ...(contradicted && { contradicted }) };
}
