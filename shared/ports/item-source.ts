import type { JsonObject, Row } from '../domain/row/json.ts';
import type { Reason } from '../domain/delivery/reason.ts';

/** A table's item as its entity sees it. */
export type SourceRow =
  | ReadRow
  | {
      readonly status: 'rejected';
      readonly entity?: string;
      readonly key: string;
      readonly reason: Reason;
      /** The item's primary key, as a dead letter may show it. */
      readonly keys?: JsonObject;
      /** They are hashed there: the item cannot be found by them. */
      readonly hashed?: boolean;
    }
  | { readonly status: 'ignored'; readonly key: string };

export interface ReadRow {
  readonly status: 'row';
  readonly entity: string;
  readonly key: string;
  readonly row: Row;
  /** Epoch milliseconds, just before it was read. */
  readonly readAt: number;
}

/** What a consistent read of one document key found. */
export type KeyRead = { readonly entity: string; readonly key: string } & (
  | ReadRow
  /** An item that does not fit its schema: it was never published, and stores keep what was before it. */
  | { readonly status: 'rejected'; readonly reason: Reason; readonly readAt: number }
  /** No item, or one of another entity. */
  | { readonly status: 'absent'; readonly readAt: number }
  /** The key does not tell which item it is of: a field policy hashes it, or it was too long for a document id. */
  | { readonly status: 'unreadable' }
);

/** A part of a table; parts of the same `totalSegments` can be read side by side. */
export interface ScanSegment {
  /** From 0. */
  readonly segment: number;
  readonly totalSegments: number;
}

export interface PageOptions {
  /** Where the page begins: the `next` of the one before, also of another process. @default the segment's beginning */
  readonly from?: string | undefined;
  /** Items to read at most. @default what fits 1 MB */
  readonly limit?: number;
}

export interface SourcePage {
  readonly rows: readonly SourceRow[];
  /** Epoch milliseconds, just before the page was read. */
  readonly readAt: number;
  /** Read capacity units that it cost. */
  readonly capacity: number;
  /** Where the segment goes on, as text that can be kept; undefined at its end. */
  readonly next?: string;
}

export interface RowScan {
  /** Every item, in pages (memory bounded). */
  scan(): AsyncIterable<SourceRow>;
}

/** The source table, read with strongly consistent reads. */
export interface ItemSource extends RowScan {
  /**
   * One page of a segment: whoever asks for the next sets the pace.
   * @throws HeadwaterError HW_TABLE_THROTTLED: ask again, more slowly
   */
  scanPage(segment: ScanSegment, options?: PageOptions): Promise<SourcePage>;
  /**
   * Reads rows by their document keys, as stores name them.
   *
   * @returns what was found for each key, in order
   * @throws HeadwaterError HW_TABLE_THROTTLED when the table goes on refusing
   */
  read(entity: string, keys: readonly string[]): Promise<readonly KeyRead[]>;
}
