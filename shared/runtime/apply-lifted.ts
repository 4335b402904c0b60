import type { Change } from '../domain/change.ts';
import type { DeliveredEvent } from '../domain/event.ts';
import type { Lift } from '../domain/lift.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Apply } from './consume.ts';

export interface LiftAndApply {
  readonly lift: Lift;
  readonly apply: Apply;
}

/** Applies changes of whatever version their events have, all at once. @returns an outcome per delivery, in order */
export async function applyLifted(
  deliveries: readonly { readonly event: DeliveredEvent; readonly change: Change }[],
  { lift, apply }: LiftAndApply,
): Promise<readonly (Outcome | undefined)[]> {
  const lifted = deliveries.map(({ event, change }) => lift(event.detail.schema, change));
  const changes = lifted.flatMap((one) => (one.status === 'lifted' ? [one.change] : []));
  const applied = (changes.length > 0 ? await apply(changes) : [])[Symbol.iterator]();
  return lifted.map((one) => (one.status === 'lifted' ? applied.next().value : one));
}
