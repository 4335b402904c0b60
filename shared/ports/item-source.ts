import type { Row } from '../domain/json.ts';
import type { Reason } from '../domain/reason.ts';

/** A table's item as its entity sees it. */
export type SourceRow =
  | {
      readonly status: 'row';
      readonly entity: string;
      readonly key: string;
      readonly row: Row;
      readonly readAt: number;
    }
  | { readonly status: 'rejected'; readonly entity?: string; readonly key: string; readonly reason: Reason }
  | { readonly status: 'ignored'; readonly key: string };

/** The source table, read with strongly consistent reads. */
export interface ItemSource {
  /** Every item, in pages (memory bounded). `readAt` is epoch milliseconds just before its page was read. */
  scan(): AsyncIterable<SourceRow>;
}
