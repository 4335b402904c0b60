/** What an operation that writes rows says: of a dry run what it would do, otherwise what it did. */

/** A record that is not written. */
export interface RejectedRecord {
  /** `record 2`, `line 7`. */
  readonly place: string;
  readonly entity: string;
  /** The row's key as stores name it, where the record tells it. */
  readonly key?: string;
  /** JSON pointer into the record. */
  readonly field?: string;
  readonly message: string;
  readonly next: string;
}

export interface PutRow {
  readonly place: string;
  readonly key: string;
  /** What a write does to the table: an item more, another in its place, or nothing. */
  readonly effect: 'new' | 'replaced' | 'unchanged';
  /** Attributes that the present item has and the new one does not: they go. */
  readonly loses: readonly string[];
}

export interface PutReport {
  readonly dry: boolean;
  readonly entity: string;
  readonly records: number;
  readonly rows: readonly PutRow[];
  readonly rejected: readonly RejectedRecord[];
  readonly written: number;
}

/** What is said beneath each rejection. */
export function nextStep(entity: string): string {
  return `Correct the record; npx headwater schemas print ${entity} shows what its row must hold.`;
}
