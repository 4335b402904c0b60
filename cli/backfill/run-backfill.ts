import { addCounts, totalOf, type BackfillCounts, type BackfillJob } from '../../shared/domain/backfill-job.ts';
import type { StoredJob } from '../../shared/ports/backfill-jobs.ts';
import type { SourcePage } from '../../shared/ports/item-source.ts';
import { sendRows } from '../../shared/runtime/send-rows.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { BackfillPorts } from './backfill-session.ts';
import { countingEvents } from './count-events.ts';
import { busy, holdJob, renewing, thisProcess } from './hold-job.ts';
import type { BackfillPlan } from './plan.ts';
import type { ReadRate } from './read-rate.ts';
import { runScan } from './run-scan.ts';
import { runSweep, type SweptEntity } from './run-sweep.ts';

export interface BackfillRun {
  readonly rate: ReadRate;
  /** Of a new job; one that goes on keeps its own. */
  readonly totalSegments: number;
  readonly sweep: boolean;
  /** Begins anew, whatever was done before. */
  readonly restart: boolean;
  readonly signal: AbortSignal;
  /** Told what was done before. */
  readonly onBegin: (stored: StoredJob) => void;
  readonly onScan: (counts: BackfillCounts) => void;
  readonly onSweep: (swept: SweptEntity) => void;
}

export interface BackfillEnd {
  readonly job: BackfillJob;
  readonly counts: BackfillCounts;
  readonly swept: readonly SweptEntity[];
  readonly done: boolean;
}

/** What does not accept a page for so long is down. */
const PATIENCE_MS = 600_000;

/**
 * Begins a backfill, or goes on with the one of the same scope that was not finished: scan, then sweep.
 * @throws CommandError when another process works on it
 */
export async function runBackfill(
  session: DeployedSession,
  plan: BackfillPlan,
  ports: BackfillPorts,
  run: BackfillRun,
): Promise<BackfillEnd> {
  const lost = new AbortController();
  const signal = AbortSignal.any([run.signal, lost.signal]);
  const { job, segments, lease } = await take(plan, ports, run, () => lost.abort());
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- held until this ends
  await using _held = lease;
  let counts = totalOf(segments);
  run.onBegin({ job, segments });
  if (job.phase === 'scan') {
    const onPage = (page: BackfillCounts): void => {
      counts = addCounts(counts, page);
      run.onScan(counts);
    };
    const send = (page: SourcePage) => sendPage(page, plan, ports, signal);
    const { source, jobs } = ports;
    const end = await runScan({ job, segments, source, jobs, send, rate: run.rate, onPage, signal });
    if (!end.done) return { job, counts, swept: [], done: false };
    await jobs.enter(job.id, run.sweep ? 'sweep' : 'done');
    if (!run.sweep) return { job, counts, swept: [], done: true };
  }
  const swept = await runSweep(session, plan, {
    source: ports.source,
    rate: run.rate,
    since: job.startedAt,
    signal,
    timeLeft: timeLeft(signal),
    onProgress: run.onSweep,
  });
  const done = !signal.aborted;
  if (done) await ports.jobs.enter(job.id, 'done');
  return { job, counts, swept, done };
}

/** The job of this scope that can go on: unfinished, and not to begin anew. */
async function take(plan: BackfillPlan, { jobs }: BackfillPorts, run: BackfillRun, lost: () => void) {
  const holder = thisProcess();
  const stored = await jobs.get(plan.id);
  if (stored && stored.job.phase !== 'done') {
    const lease = await holdJob(jobs, stored.job, holder, lost);
    if (!run.restart) return { ...stored, lease };
    await lease[Symbol.asyncDispose]();
  }
  const { id, table, entities, consumers } = plan;
  const { totalSegments } = run;
  const job: BackfillJob = { id, table, entities, consumers, totalSegments, startedAt: Date.now(), phase: 'scan' };
  if (!(await jobs.begin(job, holder))) throw busy(id, stored?.job.lease);
  return { job, segments: [], lease: renewing(jobs, id, holder, lost) };
}

async function sendPage(page: SourcePage, plan: BackfillPlan, ports: BackfillPorts, signal: AbortSignal) {
  let events = 0;
  const targets = ports.targets.map((target) => {
    const publisher = countingEvents(target.publisher, (count) => (events += count));
    return { ...target, publisher };
  });
  const entities = new Set(plan.entities);
  const sent = await sendRows(page.rows, { targets, entities, rejected: ports.rejected, timeLeft: timeLeft(signal) });
  return { ...sent, events };
}

/** Nothing is tried any more once it is stopped: the page is read again when it goes on. */
function timeLeft(signal: AbortSignal): () => number {
  const deadline = Date.now() + PATIENCE_MS;
  return () => (signal.aborted ? 0 : deadline - Date.now());
}
