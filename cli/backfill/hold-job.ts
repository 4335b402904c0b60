import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { BackfillJob } from '../../shared/domain/jobs/backfill-job.ts';
import { LEASE_MS, type BackfillJobs, type StoredJob } from '../../shared/ports/backfill-jobs.ts';
import { CommandError } from '../errors.ts';

/** This process, as a lease names it: another on this machine can tell whether it still runs. */
function thisProcess(): string {
  return `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
}

/**
 * The job of this scope that can go on, unless it is to begin anew; or a new one. Its lease is renewed until it is let go.
 *
 * @param lost called when somebody else has it: this process was stopped for longer than the lease holds
 * @throws CommandError when another process works on it
 */
export async function takeJob(
  jobs: BackfillJobs,
  wanted: Pick<BackfillJob, 'id' | 'table' | 'entities' | 'consumers' | 'totalSegments'>,
  restart: boolean,
  lost: () => void,
): Promise<StoredJob & { readonly lease: AsyncDisposable }> {
  const holder = thisProcess();
  const stored = await jobs.get(wanted.id);
  if (stored && stored.job.phase !== 'done') {
    const lease = await holdJob(jobs, stored.job, holder, lost);
    if (!restart) return { ...stored, lease };
    await lease[Symbol.asyncDispose]();
  }
  const job: BackfillJob = { ...wanted, startedAt: Date.now(), phase: 'scan' };
  if (!(await jobs.begin(job, holder))) throw busy(job.id, stored?.job.lease);
  return { job, segments: [], lease: renewing(jobs, job.id, holder, lost) };
}

/**
 * Takes the lease of a job, and renews it until it is let go.
 *
 * @param lost called when somebody else has it: this process was stopped for longer than the lease holds
 * @throws CommandError when somebody else works on the job
 */
export async function holdJob(
  jobs: BackfillJobs,
  { id, lease }: Pick<BackfillJob, 'id' | 'lease'>,
  holder: string,
  lost: () => void,
): Promise<AsyncDisposable> {
  const gone = lease && isGone(lease.holder) ? lease.holder : undefined;
  if (!(await jobs.hold(id, holder, gone))) throw busy(id, lease);
  return renewing(jobs, id, holder, lost);
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

export function busy(id: string, lease: BackfillJob['lease']): CommandError {
  const by = lease ? ` by ${lease.holder} until ${new Date(lease.until).toISOString()}` : '';
  return new CommandError(
    `The backfill "${id}" is being worked on${by}.`,
    'Wait for it, or stop it; a process that was killed loses its lease after 30 seconds, on this machine at once.',
  );
}

/** Whether the holder was a process of this machine that is no more. */
function isGone(holder: string): boolean {
  const [host, pid] = holder.split('/');
  if (host !== hostname() || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
