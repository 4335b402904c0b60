/**
 * How long tombstones are kept. The two times below belong together: what a store still takes is always newer than what it
 * has forgotten (the argument: docs/convergence.md, Purging tombstones).
 */
import { longestRedeliveryDays } from './retention.ts';

const DAY_MS = 86_400_000;

/** More than clocks differ, a purge and an apply take, and times of neighbouring writes are out of order. */
const LEEWAY_DAYS = 1;

type Archived = { readonly archiveDays?: number };

/**
 * Tombstones of deletions before this time can go: nothing older is taken in any more. The time is the deletion's own, not
 * that of its arrival.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds; undefined when tombstones must stay for ever, because the archive keeps events for ever
 */
export function tombstonesNeededSince(definition: Archived, now: number): number | undefined {
  const since = changesTakenSince(definition, now);
  return since === undefined ? undefined : since - LEEWAY_DAYS * DAY_MS;
}

/** A change from before this time has outlived every delivery and replay there is; only a person can still send it. */
export function changesTakenSince(definition: Archived, now: number): number | undefined {
  const days = longestRedeliveryDays(definition);
  return days === undefined ? undefined : now - days * DAY_MS;
}
