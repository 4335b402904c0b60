import { readFor } from '../../shared/domain/change/read-change.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Filters } from '../../shared/domain/filter/filter.ts';
import { seenSince } from '../../shared/domain/drift/sweep.ts';
import type { ItemSource, KeyRead } from '../../shared/ports/item-source.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import type { ReadRate } from './read-rate.ts';

export type HeldKey = Pick<StoredDocument, 'key' | 'marks'>;

export interface SweepCounts {
  /** Rows that the store holds. */
  documents: number;
  /** Read again, because their marks do not prove that the scan saw them. */
  checked: number;
  /** The table has no such row, or the consumer's filter lets it not in: absences. */
  hidden: number;
  /** The table has the row: sent once more. */
  present: number;
  /** The item fits no schema: the store keeps what was before it. */
  rejected: number;
  /** Hashed keys: no item can be found by them. */
  unreadable: number;
  /** The first keys of what is hidden. */
  readonly examples: string[];
}

export interface Sweep {
  readonly entity: string;
  /** What the store holds, tombstones included, in any order. */
  readonly documents: AsyncIterable<HeldKey>;
  readonly source: Pick<ItemSource, 'read'>;
  readonly rate: ReadRate;
  /** Of the consumer. */
  readonly filters: Filters | undefined;
  /** When the scan began, epoch milliseconds. */
  readonly since: number;
  /** Whether this key is read: a look at some of many. @default every key */
  readonly pick?: () => boolean;
  /** Accepts changes for the consumer, or throws. */
  readonly send: (changes: readonly Change[]) => Promise<void>;
  readonly counts: SweepCounts;
  readonly onProgress?: () => void;
  readonly signal: AbortSignal;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Keys of one BatchGetItem. */
const BATCH = 100;
const EXAMPLES = 5;

export function nothingSwept(): SweepCounts {
  return { documents: 0, checked: 0, hidden: 0, present: 0, rejected: 0, unreadable: 0, examples: [] };
}

/** Finds what a store holds and the table does not, key by key with consistent reads. It holds a batch of keys at a time. */
export async function sweep(options: Sweep): Promise<void> {
  const { documents, counts, since, pick = () => true, signal, now = Date.now } = options;
  let batch: string[] = [];
  for await (const { key, marks } of documents) {
    if (signal.aborted) return;
    if (marks.deleted) continue;
    counts.documents += 1;
    if (seenSince(marks, since, now()) || !pick()) continue;
    batch.push(key);
    if (batch.length < BATCH) continue;
    await check(batch, options);
    batch = [];
  }
  if (batch.length > 0 && !signal.aborted) await check(batch, options);
}

async function check(keys: readonly string[], options: Sweep): Promise<void> {
  const { entity, source, rate, counts, filters, send, signal, onProgress } = options;
  await rate.turn(signal);
  const reads = await source.read(entity, keys);
  // A unit for each key at least; of larger rows a few more.
  rate.spent(keys.length);
  const changes = reads.flatMap((read) => changeOf(read, filters) ?? []);
  await send(changes);
  counts.checked += keys.length;
  for (const { status } of reads) {
    if (status === 'rejected' || status === 'unreadable') counts[status] += 1;
  }
  for (const { operation, key } of changes) {
    if (operation === 'snapshot') counts.present += 1;
    else {
      counts.hidden += 1;
      if (counts.examples.length < EXAMPLES) counts.examples.push(key);
    }
  }
  onProgress?.();
}

function changeOf(read: KeyRead, filters: Filters | undefined): Change | undefined {
  if (read.status === 'rejected' || read.status === 'unreadable') return undefined;
  return readFor(filters, read, { cause: 'backfill' });
}
