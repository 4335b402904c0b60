import {
  addCounts,
  NOTHING_YET,
  type BackfillCounts,
  type SegmentProgress,
} from '../../shared/domain/jobs/backfill-job.ts';
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
    let limit = firstLimit(scan);
    while (!progress.done && !scan.signal.aborted) {
      const page = await readPage(progress, scan, limit);
      if (!page) break;
      limit = nextLimit(page, scan);
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
  { source, totalSegments, rate, signal }: SegmentScan,
  limit: number | undefined,
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
      const page = await source.scanPage(
        { segment, totalSegments },
        { from: next, ...(limit !== undefined && { limit }) },
      );
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

type Share = Pick<SegmentScan, 'rate' | 'readers'>;

/** One reader's share of what may be read in a second. */
function shareOf({ rate, readers }: Share): number {
  return rate.current / readers;
}

/** What an item costs is unknown: of 4 KB, a unit. */
function firstLimit(scan: Share): number | undefined {
  return shareOf(scan) >= PAGE_UNITS ? undefined : Math.max(1, Math.floor(shareOf(scan)));
}

/**
 * Items of the next page, so that it costs a reader's share of a second; undefined: a whole page fits in it. A page costs a
 * unit at least, so that small pages do not tell what an item costs: it grows until its cost shows.
 */
function nextLimit({ rows, capacity }: SourcePage, scan: Share): number | undefined {
  const share = shareOf(scan);
  if (share >= PAGE_UNITS || rows.length === 0) return undefined;
  const fitting = capacity > 1 ? (rows.length * share) / capacity : Infinity;
  return Math.max(1, Math.floor(Math.min(2 * rows.length, fitting)));
}
