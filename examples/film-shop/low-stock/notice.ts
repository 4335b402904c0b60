import type { ChangeOf } from 'headwater/function';
import type { RowOfEntity } from 'headwater';
import type { stock } from '../entities.ts';

type Stock = RowOfEntity<typeof stock>;

/** A shelf with fewer is to be filled up. */
const LOW = 5;

export interface Notice {
  readonly filmId: string;
  readonly store: string;
  readonly quantity: number;
}

/** Only the sale that crosses the line counts: not each one below it, and not a shelf that starts with little. */
export function runsLow(change: ChangeOf<Stock>): boolean {
  if (change.operation !== 'updated') return false;
  const { before, after } = change;
  return before.quantity !== undefined && before.quantity >= LOW && after.quantity < LOW;
}

export function noticeOf({ filmId, store, quantity }: Stock): Notice {
  return { filmId, store, quantity };
}
