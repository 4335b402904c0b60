import type { BackfillJob, SegmentProgress } from '../../domain/jobs/backfill-job.ts';
import { LEASE_MS, type BackfillJobs, type StoredJob } from '../../ports/backfill-jobs.ts';

/** Backfills in memory. */
export class MemoryBackfillJobs implements BackfillJobs {
  readonly #jobs = new Map<string, { job: BackfillJob; segments: Map<number, SegmentProgress> }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  list(): Promise<readonly StoredJob[]> {
    return Promise.resolve([...this.#jobs.keys()].flatMap((id) => this.#stored(id) ?? []));
  }

  get(id: string): Promise<StoredJob | undefined> {
    return Promise.resolve(this.#stored(id));
  }

  begin(job: Omit<BackfillJob, 'lease'>, holder: string): Promise<boolean> {
    if (!this.#isFree(job.id, holder)) return Promise.resolve(false);
    this.#jobs.set(job.id, { job: { ...job, lease: this.#lease(holder) }, segments: new Map() });
    return Promise.resolve(true);
  }

  hold(id: string, holder: string, from?: string): Promise<boolean> {
    const stored = this.#jobs.get(id);
    if (!stored || !this.#isFree(id, holder, from)) return Promise.resolve(false);
    stored.job = { ...stored.job, lease: this.#lease(holder) };
    return Promise.resolve(true);
  }

  release(id: string, holder: string): Promise<void> {
    const stored = this.#jobs.get(id);
    if (stored?.job.lease?.holder === holder) {
      const { lease: _, ...job } = stored.job;
      stored.job = job;
    }
    return Promise.resolve();
  }

  checkpoint(id: string, progress: SegmentProgress): Promise<void> {
    this.#jobs.get(id)?.segments.set(progress.segment, progress);
    return Promise.resolve();
  }

  enter(id: string, phase: BackfillJob['phase']): Promise<void> {
    const stored = this.#jobs.get(id);
    if (stored) stored.job = { ...stored.job, phase };
    return Promise.resolve();
  }

  #lease(holder: string): { holder: string; until: number } {
    return { holder, until: this.#now() + LEASE_MS };
  }

  #isFree(id: string, holder: string, from?: string): boolean {
    const lease = this.#jobs.get(id)?.job.lease;
    return !lease || lease.until < this.#now() || lease.holder === holder || lease.holder === from;
  }

  #stored(id: string): StoredJob | undefined {
    const found = this.#jobs.get(id);
    return found && { job: found.job, segments: [...found.segments.values()] };
  }
}
