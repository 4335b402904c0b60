import type { Reason } from './reason.ts';

/**
 * How one change ended at one stage. `stale` (an older or equal position) and `suppressed` (no visible difference) are
 * successes; `rejected` will never succeed and goes to a dead-letter queue; `retry` will be tried again.
 */
export type Outcome =
  | { readonly status: 'applied' }
  | { readonly status: 'stale' }
  | { readonly status: 'suppressed' }
  | { readonly status: 'rejected'; readonly reason: Reason }
  | { readonly status: 'retry'; readonly reason: Reason };

export type OutcomeStatus = Outcome['status'];

export const APPLIED: Outcome = { status: 'applied' };
export const STALE: Outcome = { status: 'stale' };

/** How many changes ended as what. */
export type OutcomeCounts = Readonly<Record<OutcomeStatus, number>>;

export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const counts = { applied: 0, stale: 0, suppressed: 0, rejected: 0, retry: 0 };
  for (const outcome of outcomes) counts[outcome.status] += 1;
  return counts;
}
