import type { Change } from '../domain/change/change.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';

/** Where every change is kept for analytics. */
export interface HistoryStore {
  /** Appending the same changes again stores them once. @returns one outcome per change, in order. */
  append(changes: readonly Change[]): Promise<readonly Outcome[]>;
}
