import type { NewestChange } from '../domain/drift/drift.ts';
import type { StreamFacts } from '../domain/change/false-position.ts';
import type { HistoryView } from '../domain/history/history-view.ts';
import type { Row } from '../domain/row/json.ts';
import type { Position } from '../domain/change/position.ts';
import type { SearchStore } from './search-store.ts';

/** What a consumer keeps of the table, as verify reads it: a search store, or the analytics copy's current state. */
export type RowCopy = Pick<SearchStore, 'refresh' | 'scan' | 'getAll' | 'sample'>;

/** One change of a key, as the history has it. */
export interface HistoryEvent extends NewestChange {
  readonly id: string;
  readonly cause?: string;
  readonly changed?: readonly string[];
  /** The file that holds it. */
  readonly file: string;
  /** What it left of the key; undefined when that is nothing. */
  readonly row?: Row;
  /** It is known to be false, and left out wherever the history is read. */
  readonly voided?: true;
}

/** The newest change of a key: a snapshot has taken it in, and the history has it no more. */
export interface GoneChange {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Says what a copy's own history has lost, by what its snapshot knows. */
export interface HistoryGaps {
  /** @param keys only these; @default all */
  gone(entity: string, keys?: readonly string[]): AsyncIterable<GoneChange>;
}

export interface Viewed {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Every change there was, as far as the analytics copy has it. */
export interface ChangeHistory {
  /** Takes in what has come since. */
  refresh(): Promise<void>;
  /** Of every key its newest change. */
  newest(entity: string): AsyncIterable<NewestChange & { readonly key: string }>;
  /** The highest stream position of all keys, as far as it is not known to be false. */
  highest(entity: string): Promise<Position | undefined>;
  newestOf(entity: string, keys: readonly string[]): Promise<ReadonlyMap<string, NewestChange>>;
  /**
   * Changes and reads since `from` (epoch milliseconds) whose row the view sees; of a deletion, its last row. A key may come
   * more than once. @param keys only these; @default all
   */
  inView(entity: string, view: HistoryView, from: number, keys?: readonly string[]): AsyncIterable<Viewed>;
  /** Keys among whose changes one may be false: its position cannot be, beside the others. */
  suspects(entity: string, facts: StreamFacts): AsyncIterable<string>;
  /** All changes of a key, the oldest first; voided ones among them. */
  events(entity: string, key: string): Promise<readonly HistoryEvent[]>;
}
