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
