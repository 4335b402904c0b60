import type { BackfillJob } from '../../shared/domain/jobs/backfill-job.ts';
import { LEASE_MS, type BackfillJobs, type StoredJob } from '../../shared/ports/backfill-jobs.ts';
import { OperationError } from '../operation-error.ts';

/** Who works on a job. */
export interface JobHolder {
  /** As a lease names it: no other has it. */
  readonly name: string;
  /** Whether the holder of a lease is known to be no more: its lease need not run out. */
  readonly isGone: (holder: string) => boolean;
}

export interface TakeOptions {
  /** Begins anew, whatever was done before. */
  readonly restart: boolean;
  readonly holder: JobHolder;
  /** Called when somebody else has the job: this process was stopped for longer than the lease holds. */
  readonly lost: () => void;
}

/**
 * The job of this scope that can go on, unless it is to begin anew; or a new one. Its lease is renewed until it is let go.
 *
 * @throws OperationError when somebody else works on it
 */
export async function takeJob(
  jobs: BackfillJobs,
  wanted: Pick<BackfillJob, 'id' | 'table' | 'entities' | 'consumers' | 'totalSegments'>,
  { restart, holder, lost }: TakeOptions,
): Promise<StoredJob & { readonly lease: AsyncDisposable }> {
  const stored = await jobs.get(wanted.id);
  if (stored && stored.job.phase !== 'done') {
    const lease = await holdJob(jobs, stored.job, holder, lost);
    if (!restart) return { ...stored, lease };
    await lease[Symbol.asyncDispose]();
  }
  const job: BackfillJob = { ...wanted, startedAt: Date.now(), phase: 'scan' };
  if (!(await jobs.begin(job, holder.name))) throw busy(job.id, stored?.job.lease);
  return { job, segments: [], lease: renewing(jobs, job.id, holder.name, lost) };
}

/**
 * Takes the lease of a job, and renews it until it is let go.
 *
 * @param lost called when somebody else has it: this process was stopped for longer than the lease holds
 * @throws OperationError when somebody else works on the job
 */
export async function holdJob(
  jobs: BackfillJobs,
  { id, lease }: Pick<BackfillJob, 'id' | 'lease'>,
  holder: JobHolder,
  lost: () => void,
): Promise<AsyncDisposable> {
  const gone = lease && holder.isGone(lease.holder) ? lease.holder : undefined;
  if (!(await jobs.hold(id, holder.name, gone))) throw busy(id, lease);
  return renewing(jobs, id, holder.name, lost);
}

export function renewing(jobs: BackfillJobs, id: string, holder: string, lost: () => void): AsyncDisposable {
  const renew = (): void => {
    // One renewal that fails is followed by two more before the lease ends.
    jobs.hold(id, holder).then(
      (held) => {
        if (!held) lost();
      },
      () => undefined,
    );
  };
  const timer = setInterval(renew, LEASE_MS / 3);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await jobs.release(id, holder);
    },
  };
}

export function busy(id: string, lease: BackfillJob['lease']): OperationError {
  const by = lease ? ` by ${lease.holder} until ${new Date(lease.until).toISOString()}` : '';
  return new OperationError(
    `The backfill "${id}" is being worked on${by}.`,
    'Wait for it, or stop it; a process that was killed loses its lease after 30 seconds, on this machine at once.',
  );
}
