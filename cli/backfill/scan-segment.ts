import { addCounts, NOTHING_YET, type BackfillCounts, type SegmentProgress } from '../../shared/domain/backfill-job.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import type { ItemSource, SourcePage } from '../../shared/ports/item-source.ts';
import type { ReadRate } from './read-rate.ts';

export interface SegmentScan {
  readonly source: Pick<ItemSource, 'scanPage'>;
  readonly totalSegments: number;
  readonly rate: ReadRate;
  /** Readers side by side: each takes its share of a second's capacity with one page. */
  readonly readers: number;
  /** Accepts a page's rows for all targets, or throws. */
  readonly send: (page: SourcePage) => Promise<Pick<BackfillCounts, 'sent' | 'rejected' | 'events'>>;
  readonly checkpoint: (progress: SegmentProgress) => Promise<void>;
  /** Told after every page. */
  readonly onPage: (counts: BackfillCounts) => void;
  /** Ends it after the page that is under way. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** A kill costs at most what was read in so long. */
const CHECKPOINT_MS = 2_000;
/** What a table may refuse one after another before that is an error: with the rate at its least, over a minute. */
const MOST_THROTTLES = 60;
/** DynamoDB reads at most 1 MB a page: 256 units of 4 KB. */
const PAGE_UNITS = 256;

/** Reads one segment to its end, or to where it is stopped, and keeps how far it came. */
export async function scanSegment(begin: SegmentProgress, scan: SegmentScan): Promise<SegmentProgress> {
  const { now = Date.now } = scan;
  let progress = begin;
  let kept = begin;
  let keptAt = now();
  const keep = async (): Promise<void> => {
    if (kept === progress) return;
    await scan.checkpoint(progress);
    kept = progress;
    keptAt = now();
  };
  try {
    let perItem: number | undefined;
    while (!progress.done && !scan.signal.aborted) {
      const page = await readPage(progress, scan, perItem);
      if (!page) break;
      perItem = page.rows.length > 0 ? page.capacity / page.rows.length : perItem;
      const counts = { read: page.rows.length, capacity: page.capacity, ...(await scan.send(page)) };
      const { segment } = progress;
      const total = addCounts(progress.counts, counts);
      progress =
        page.next === undefined
          ? { segment, done: true, counts: total }
          : { segment, done: false, next: page.next, counts: total };
      scan.onPage(counts);
      if (progress.done || now() - keptAt >= CHECKPOINT_MS) await keep();
    }
  } finally {
    await keep();
  }
  return progress;
}

export function beginningOf(segment: number): SegmentProgress {
  return { segment, done: false, counts: NOTHING_YET };
}

/** @returns undefined when it was stopped while it waited. @throws HeadwaterError HW_TABLE_THROTTLED */
async function readPage(
  { segment, next }: SegmentProgress,
  { source, totalSegments, rate, readers, signal }: SegmentScan,
  perItem: number | undefined,
): Promise<SourcePage | undefined> {
  for (let throttles = 0; ;) {
    try {
      await rate.turn(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
    if (signal.aborted) return undefined;
    try {
      const limit = pageLimit(rate.current / readers, perItem);
      const page = await source.scanPage({ segment, totalSegments }, { from: next, ...(limit && { limit }) });
      rate.spent(page.capacity);
      return page;
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.code !== 'HW_TABLE_THROTTLED') throw error;
      throttles += 1;
      if (throttles >= MOST_THROTTLES) throw error;
      rate.throttled();
    }
  }
}

/** Items whose read costs a reader's share of one second; undefined: a whole page fits in it. The first page is small: costs are unknown. */
function pageLimit(share: number, perItem: number | undefined): number | undefined {
  if (share >= PAGE_UNITS) return undefined;
  // An item of 400 KB costs 100 units; most cost far below one.
  const cost = perItem === undefined ? 1 : Math.max(perItem, 0.01);
  return Math.max(1, Math.floor(share / cost));
}
