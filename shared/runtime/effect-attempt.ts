import type { Change } from '../domain/change/change.ts';
import type { DeliveredChange } from '../domain/change/claim.ts';

/** A dead letter counts its change up: sent back by a person, it is another attempt, and no mere duplicate. */
type Attempted = DeliveredChange & { readonly attempt?: number };

/** The key of a change's effect: the same for all its duplicates, another for each time a person sends its dead letter back. */
export function effectKey(change: Change): string {
  const attempt = attemptOf(change);
  return attempt === 0 ? change.id : `${change.id}#${attempt}`;
}

/** What the dead letter of a rejected change carries. */
export function nextAttempt(change: DeliveredChange): Attempted {
  return { ...change, attempt: attemptOf(change) + 1 };
}

function attemptOf(change: Attempted): number {
  return Number.isSafeInteger(change.attempt) ? (change.attempt ?? 0) : 0;
}
