import { addCounts, totalOf, type BackfillCounts, type BackfillJob } from '../../shared/domain/jobs/backfill-job.ts';
import type { SourcePage } from '../../shared/ports/item-source.ts';
import { sendRows } from '../../shared/runtime/send-rows.ts';
import type { Deployed } from '../deployed.ts';
import type { BackfillPorts } from './open-backfill.ts';
import { countingEvents } from './count-events.ts';
import { costOf } from './cost.ts';
import type { TableSize } from '../../shared/adapters/dynamodb/describe-table.ts';
import { takeJob, type JobHolder } from './hold-job.ts';
import { patience } from './patience.ts';
import { reachOf, type BackfillPlan } from './plan.ts';
import type { ReadRate } from './read-rate.ts';
import { runScan } from './run-scan.ts';
import { runSweep, type SweptEntity } from './run-sweep.ts';

export interface BackfillRun {
  readonly size: TableSize;
  readonly rate: ReadRate;
  /** Of a new job; one that goes on keeps its own. */
  readonly totalSegments: number;
  readonly sweep: boolean;
  /** Begins anew, whatever was done before. */
  readonly restart: boolean;
  readonly holder: JobHolder;
  readonly signal: AbortSignal;
}

export interface BackfillEnd {
  readonly job: BackfillJob;
  readonly counts: BackfillCounts;
  readonly swept: readonly SweptEntity[];
  readonly done: boolean;
  /** Dollars. */
  readonly cost: number;
  readonly seconds: number;
}

/**
 * Begins a backfill, or goes on with the one of the same scope that was not finished: scan, then sweep.
 * @throws OperationError when somebody else works on it
 */
export async function runBackfill(
  deployed: Deployed,
  plan: BackfillPlan,
  ports: BackfillPorts,
  run: BackfillRun,
): Promise<BackfillEnd> {
  const begun = Date.now();
  const lost = new AbortController();
  const signal = AbortSignal.any([run.signal, lost.signal]);
  const { id, table, entities, consumers } = plan;
  const wanted = { id, table, entities, consumers, totalSegments: run.totalSegments };
  const { job, segments, lease } = await takeJob(ports.jobs, wanted, {
    restart: run.restart,
    holder: run.holder,
    lost: () => lost.abort(),
  });
  // Held until this ends.
  await using _held = lease;
  let counts = totalOf(segments);
  const readBefore = counts.read;
  if (segments.length > 0) deployed.onProgress({ of: 'backfill', step: 'goes-on', job, segments });
  const costNow = (): number => costOf({ ...counts, onDemand: run.size.onDemand, ...reachOf(plan) });
  const ended = (swept: readonly SweptEntity[], done: boolean): BackfillEnd => {
    return { job, counts, swept, done, cost: costNow(), seconds: (Date.now() - begun) / 1_000 };
  };
  if (job.phase === 'scan') {
    const onPage = (page: BackfillCounts): void => {
      counts = addCounts(counts, page);
      const { throttles, current } = run.rate;
      const seconds = (Date.now() - begun) / 1_000;
      const pace = { readBefore, items: run.size.items, seconds, throttles, rate: current, cost: costNow() };
      deployed.onProgress({ of: 'backfill', step: 'scans', counts, pace });
    };
    const send = (page: SourcePage) => sendPage(page, plan, ports, signal);
    const { source, jobs } = ports;
    const end = await runScan({ job, segments, source, jobs, send, rate: run.rate, onPage, signal });
    if (!end.done) return ended([], false);
    await jobs.enter(job.id, run.sweep ? 'sweep' : 'done');
    if (!run.sweep) return ended([], true);
  }
  const swept = await runSweep(deployed, plan, {
    source: ports.source,
    rate: run.rate,
    since: job.startedAt,
    signal,
    onProgress: (swept) => deployed.onProgress({ of: 'backfill', step: 'sweeps', via: 'scan', ...swept }),
  });
  const done = !signal.aborted;
  if (done) await ports.jobs.enter(job.id, 'done');
  return ended(swept, done);
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
