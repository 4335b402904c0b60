import type { DeliveredChange } from '../domain/change/claim.ts';
import type { DeliveredEvent } from '../domain/change/event.ts';

/**
 * Message attribute of a dead letter that is sent again after its consumer had settled it once, by rejecting it: the ledger must
 * not count it twice.
 */
export const SETTLED_BEFORE = 'settledBefore';

/**
 * Whether settling this change answers a change that a normalizer published, once: what the ledger compares. Replays,
 * rows of a backfill or repair, and redriven rejections come on top and would hide a loss.
 */
export function answersPublished(change: DeliveredChange, event: DeliveredEvent, settledBefore: boolean): boolean {
  const extra =
    change.operation === 'snapshot' ||
    change.operation === 'absent' ||
    ('cause' in change && (change.cause === 'backfill' || change.cause === 'repair'));
  return !extra && event['replay-name'] === undefined && !settledBefore;
}
