import { PRICES } from '../prices.ts';
import { beginningOf, type Archive } from './archive.ts';
import type { TimeRange } from './time-range.ts';

/** What a replay comes to, as far as it can be told before it runs. */
export interface Estimate {
  readonly events: number;
  readonly bytes: number;
  /**
   * `whole-archive`: the range covers all that the archive holds, so these are its figures. `even-spread`: nobody can ask
   * EventBridge for a part's figures; it is the part of the archive's time.
   */
  readonly basis: 'whole-archive' | 'even-spread';
  readonly dollars: number;
  /** Seconds that EventBridge needs at its fastest and its slowest region's quota. */
  readonly seconds: { readonly least: number; readonly most: number };
}

/** A replayed event costs like a custom event, by 64 KB; SQS by request of 64 KB. */
const BILLED_BYTES = 64 * 1024;
/** Replays run at the account's PutEvents quota (user guide, replays): 400 to 10,000 a second by region (quotas page). */
const EVENTS_PER_SECOND = { least: 400, most: 10_000 };

/** Without Lambda and the store, whose work depends on what they find. */
export function estimateReplay(range: TimeRange, archive: Archive, consumers: number, now: Date): Estimate {
  const share = shareOf(range, archive, now);
  const events = Math.round(archive.events * share);
  const bytes = Math.round(archive.bytes * share);
  const chunks = Math.max(events, Math.ceil(bytes / BILLED_BYTES));
  return {
    events,
    bytes,
    basis: share === 1 ? 'whole-archive' : 'even-spread',
    dollars: chunks * (PRICES.event + consumers * PRICES.queueMessage),
    seconds: { least: Math.ceil(events / EVENTS_PER_SECOND.most), most: Math.ceil(events / EVENTS_PER_SECOND.least) },
  };
}

/** The part of the archive's time that a range covers; its last minutes count as covered, as they are by `--to now`. */
function shareOf({ from, to }: TimeRange, archive: Archive, now: Date): number {
  const beginning = beginningOf(archive, now).getTime();
  const [start, end] = [Math.max(from.getTime(), beginning), Math.min(to.getTime(), now.getTime())];
  if (start <= beginning && end >= now.getTime()) return 1;
  return Math.min(Math.max(end - start, 0) / Math.max(now.getTime() - beginning, 1), 1);
}
