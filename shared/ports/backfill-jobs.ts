import type { BackfillJob, BackfillPhase, SegmentProgress } from '../domain/jobs/backfill-job.ts';

/** How long a lease holds without being renewed. */
export const LEASE_MS = 30_000;

export interface StoredJob {
  readonly job: BackfillJob;
  readonly segments: readonly SegmentProgress[];
}

/** Keeps backfills and how far they came, so that another process can go on. */
export interface BackfillJobs {
  list(): Promise<readonly StoredJob[]>;
  get(id: string): Promise<StoredJob | undefined>;
  /**
   * Stores a new job in place of the one with its id, and its lease with it.
   * @returns false when somebody else holds that one's lease
   */
  begin(job: Omit<BackfillJob, 'lease'>, holder: string): Promise<boolean>;
  /** Takes or renews the lease. @param from whose lease may be taken over: that process is known to be gone @returns false when somebody else holds it */
  hold(id: string, holder: string, from?: string): Promise<boolean>;
  release(id: string, holder: string): Promise<void>;
  /** Only once everything before the segment's mark was accepted. */
  checkpoint(id: string, progress: SegmentProgress): Promise<void>;
  enter(id: string, phase: BackfillPhase): Promise<void>;
}
