import type { BackfillJob, SegmentProgress } from '../../shared/domain/jobs/backfill-job.ts';
import type { BackfillJobs } from '../../shared/ports/backfill-jobs.ts';
import { beginningOf, scanSegment, type SegmentScan } from './scan-segment.ts';

export interface ScanRun extends Pick<SegmentScan, 'source' | 'rate' | 'send' | 'onPage'> {
  readonly job: BackfillJob;
  /** What was done of it before. */
  readonly segments: readonly SegmentProgress[];
  readonly jobs: Pick<BackfillJobs, 'checkpoint'>;
  readonly signal: AbortSignal;
}

/** Segments read side by side: each holds a page of 1 MB and what became of it. */
const MOST_READERS = 8;

export interface ScanEnd {
  readonly segments: readonly SegmentProgress[];
  readonly done: boolean;
}

/** Reads what is left of a job's segments. When one fails, the others end with their page, and all keep how far they came. */
export async function runScan({ job, segments, jobs, signal, ...rest }: ScanRun): Promise<ScanEnd> {
  const before = new Map(segments.map((progress) => [progress.segment, progress]));
  const all = Array.from({ length: job.totalSegments }, (_, index) => before.get(index) ?? beginningOf(index));
  const left = all.filter(({ done }) => !done);
  const readers = Math.min(MOST_READERS, left.length);
  const failed = new AbortController();
  const scan: SegmentScan = {
    ...rest,
    totalSegments: job.totalSegments,
    readers,
    checkpoint: (progress) => jobs.checkpoint(job.id, progress),
    signal: AbortSignal.any([signal, failed.signal]),
  };
  const read = async (): Promise<void> => {
    for (let next = left.shift(); next && !scan.signal.aborted; next = left.shift()) {
      all[next.segment] = await scanSegment(next, scan);
    }
  };
  const reading = Array.from({ length: readers }, () =>
    read().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const ends = await Promise.allSettled(reading);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
  return { segments: all, done: all.every(({ done }) => done) };
}
