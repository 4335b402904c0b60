/** The attack's comparer: three stores key by key, and each accepted write in the history. It shares no code with the product. */
import { lakeRows, searchRows, tableRows, type PlainChange, type PlainRow, type StoreAddresses } from './stores.ts';

/** What DynamoDB said yes to. */
export interface AcceptedWrite {
  readonly key: string;
  /** The film's `imdbVotes`: no other write has it. Undefined for a delete of a film that was there. */
  readonly mark: number | undefined;
}

export interface CompareOptions {
  readonly prefix: string;
  readonly writes: readonly AcceptedWrite[];
  /** Whether the snapshot must be as the table: after a compaction that nothing follows. */
  readonly compacted: boolean;
}

/** @returns one line per difference; each begins with the store and the key */
export async function differences(
  stores: StoreAddresses,
  { prefix, writes, compacted }: CompareOptions,
): Promise<readonly string[]> {
  const [table, search, lake] = await Promise.all([
    tableRows(stores, prefix),
    searchRows(stores, prefix),
    lakeRows(stores, prefix),
  ]);
  return [
    ...differing('index', table, search),
    ...differing('history', table, latest(lake.history)),
    ...(compacted ? differing('snapshot', table, lake.snapshot) : []),
    ...unaccounted(writes, lake.history),
  ];
}

function differing(
  store: string,
  table: ReadonlyMap<string, PlainRow>,
  other: ReadonlyMap<string, PlainRow>,
): readonly string[] {
  return [...new Set([...table.keys(), ...other.keys()])].flatMap((key) => {
    const [ours, theirs] = [textOf(table.get(key)), textOf(other.get(key))];
    return ours === theirs ? [] : [`${store} ${key}: the table has ${ours}, the ${store} ${theirs}`];
  });
}

function textOf(row: PlainRow | undefined): string {
  return row === undefined ? 'no row' : JSON.stringify(Object.entries(row).toSorted());
}

/** The row of each key's highest position. What reads brought has none, and the stream tells all of it. */
function latest(history: readonly PlainChange[]): ReadonlyMap<string, PlainRow> {
  const newest = new Map<string, PlainChange>();
  for (const change of history) {
    const known = newest.get(change.key)?.position ?? '';
    if (change.position !== undefined && change.position > known) newest.set(change.key, change);
  }
  const rows = [...newest.values()].filter(({ operation }) => operation !== 'deleted');
  return new Map(rows.map(({ key, row }) => [key, row]));
}

function unaccounted(writes: readonly AcceptedWrite[], history: readonly PlainChange[]): readonly string[] {
  const streamed = history.filter(({ position, operation }) => position !== undefined && operation !== 'deleted');
  const marks = new Set(streamed.map(({ key, row }) => `${key} ${row['imdbVotes'] ?? ''}`));
  const lost = writes.filter(({ key, mark }) => mark !== undefined && !marks.has(`${key} ${mark}`));
  const deleted = history.filter(({ operation }) => operation === 'deleted').map(({ key }) => key);
  const deletes = writes.filter(({ mark }) => mark === undefined).map(({ key }) => key);
  return [
    ...lost.map(({ key, mark }) => `history ${key}: the accepted write ${mark ?? ''} is not in it`),
    ...[...new Set([...deletes, ...deleted])].flatMap((key) => {
      const [accepted, found] = [deletes, deleted].map((keys) => keys.filter((one) => one === key).length);
      return accepted === found
        ? []
        : [`history ${key}: ${accepted ?? 0} deletes were accepted, ${found ?? 0} are in it`];
    }),
  ];
}
