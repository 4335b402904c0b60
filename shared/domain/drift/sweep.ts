import type { SeenMarks } from '../change/change.ts';
import { DEFAULT_MARGIN_MS } from '../change/precedence.ts';

/**
 * Whether a store's marks prove that the row was in the table when a scan ran, or later: the scan's own read was taken in, or
 * a stream change since. What happened to the row after that arrives by the stream (docs/convergence.md, Delete sweep).
 *
 * @param since when the scan began, epoch milliseconds @param now times later than this, give or take the clocks, prove nothing
 */
export function seenSince({ at, snapshotAt }: SeenMarks, since: number, now: number): boolean {
  const time = snapshotAt ?? at;
  return time !== undefined && time >= since && time <= now + DEFAULT_MARGIN_MS;
}
