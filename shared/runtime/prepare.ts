import type { Change } from '../domain/change/change.ts';
import type { DeliveredChange } from '../domain/change/claim.ts';
import type { DeliveredEvent } from '../domain/change/event.ts';
import type { Lift } from '../domain/change/lift.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { View } from '../domain/change/view.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { redeemAll } from './claim-check.ts';

/** What a consumer does with a batch of changes: one outcome per change, in order. */
export type Apply = (changes: readonly Change[]) => Promise<readonly Outcome[]>;

/** What happens to a change before it is applied, in this order. */
export interface Preparation {
  /** Where large rows lie; without it a change by reference is left to be tried again. */
  readonly claims?: ClaimStore;
  /** Changes that the consumer must not see: they are suppressed. @default none */
  readonly refuses?: (event: DeliveredEvent, change: Change) => boolean;
  /** Makes the rows of an older event those of the present version. */
  readonly lift: Lift;
  /** What the consumer's filters make of a change (`viewOf`); what they do not see is suppressed. */
  readonly view?: View | undefined;
  readonly apply: Apply;
}

const SUPPRESSED: Outcome = { status: 'suppressed' };
const NO_ANSWER: Outcome = { status: 'retry', reason: { code: 'HW_CLAIM_UNAVAILABLE', message: 'no row was fetched' } };

interface Delivered {
  readonly event: DeliveredEvent;
  readonly change: DeliveredChange;
}

/** Prepares each change as it was delivered, and applies all that are left at once. @returns an outcome per delivery, in order */
export async function applyPrepared(
  deliveries: readonly Delivered[],
  preparation: Preparation,
): Promise<readonly (Outcome | undefined)[]> {
  const whole = await redeemAll(
    deliveries.map(({ change }) => change),
    preparation.claims,
  );
  const prepared = deliveries.map(({ event }, index) => {
    const change = whole[index] ?? NO_ANSWER;
    return 'status' in change ? change : prepare(event, change, preparation);
  });
  const changes = prepared.filter((one): one is Change => !('status' in one));
  const applied = (changes.length > 0 ? await preparation.apply(changes) : [])[Symbol.iterator]();
  return prepared.map((one) => ('status' in one ? one : applied.next().value));
}

/** @returns the change to apply, or the outcome it has without that. */
function prepare(event: DeliveredEvent, change: Change, { refuses, lift, view }: Preparation): Change | Outcome {
  if (refuses?.(event, change)) return SUPPRESSED;
  const lifted = lift(event.detail.schema, change);
  if (lifted.status !== 'lifted') return lifted;
  return view ? (view(lifted.change) ?? SUPPRESSED) : lifted.change;
}
