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
  | {
      readonly status: 'retry';
      readonly reason: Reason;
      /** It is no use before that. @default soon, and later with each receive (retry-delay.ts) */
      readonly afterSeconds?: number;
    };

export type OutcomeStatus = Outcome['status'];

export const APPLIED: Outcome = { status: 'applied' };
export const STALE: Outcome = { status: 'stale' };
