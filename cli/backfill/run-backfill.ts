import { addCounts, totalOf, type BackfillCounts, type BackfillJob } from '../../shared/domain/jobs/backfill-job.ts';
import type { StoredJob } from '../../shared/ports/backfill-jobs.ts';
import type { SourcePage } from '../../shared/ports/item-source.ts';
import { sendRows } from '../../shared/runtime/send-rows.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { BackfillPorts } from './backfill-session.ts';
import { countingEvents } from './count-events.ts';
import { takeJob } from './hold-job.ts';
import { patience } from './patience.ts';
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
  const { id, table, entities, consumers } = plan;
  const wanted = { id, table, entities, consumers, totalSegments: run.totalSegments };
  const { job, segments, lease } = await takeJob(ports.jobs, wanted, run.restart, () => lost.abort());
  // Held until this ends.
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
    onProgress: run.onSweep,
  });
  const done = !signal.aborted;
  if (done) await ports.jobs.enter(job.id, 'done');
  return { job, counts, swept, done };
}

async function sendPage(page: SourcePage, plan: BackfillPlan, ports: BackfillPorts, signal: AbortSignal) {
  let events = 0;
  const targets = ports.targets.map((target) => {
    const publisher = countingEvents(target.publisher, (count) => (events += count));
    return { ...target, publisher };
  });
  const entities = new Set(plan.entities);
  const sent = await sendRows(page.rows, { targets, entities, rejected: ports.rejected, timeLeft: patience(signal) });
  return { ...sent, events };
}
