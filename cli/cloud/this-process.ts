import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { JobHolder } from '../../operations/backfill/hold-job.ts';

/** This process as the holder of a job: another on this machine can tell whether it still runs. */
export function thisProcess(): JobHolder {
  return { name: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`, isGone };
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
