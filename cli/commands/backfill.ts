import { totalOf, type BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import { openBackfill, openJobs, type BackfillPorts } from '../backfill/backfill-session.ts';
import { defaultRate, defaultSegments, describeTable, estimate, type TableSize } from '../backfill/estimate.ts';
import { planBackfill, type BackfillPlan, type ScopeOptions } from '../backfill/plan.ts';
import { costOf } from '../backfill/cost.ts';
import { ReadRate } from '../backfill/read-rate.ts';
import { runBackfill } from '../backfill/run-backfill.ts';
import { runSweep } from '../backfill/run-sweep.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { dollarsText, durationText } from '../output/amounts.ts';
import { describeJobs, describePreview, describeProgress, describeReport } from '../output/backfill.ts';
import { grouped } from '../output/table.ts';

export interface BackfillOptions extends CommonOptions, ScopeOptions {
  readonly maxRcu?: number | undefined;
  readonly segments?: number | undefined;
  /** false with --no-sweep. */
  readonly sweep: boolean;
  readonly restart?: boolean | undefined;
  readonly list?: boolean | undefined;
  readonly via: 'scan' | 'export';
  readonly yes?: boolean | undefined;
}

/** Documents that a dry run looks up in the table; of more it takes about so many by chance. */
const LOOKED_AT = 10_000;

/** Sends a table's rows to its consumers, from the table itself. Without --yes it says what it would do. */
export async function backfill(options: BackfillOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  if (options.list) {
    const jobs = await openJobs(session).list();
    session.terminal.result({ jobs }, describeJobs(jobs));
    return EXIT.ok;
  }
  const plan = planBackfill(session.definition, options);
  const ports = await openBackfill(session, plan);
  const size = await describeTable(session.clients.dynamoDb, ports.physicalName);
  if (options.via === 'export') {
    const { backfillViaExport } = await import('../backfill/via-export.ts');
    return await backfillViaExport(session, {
      plan,
      ports,
      size,
      sweep: options.sweep,
      rate: options.maxRcu ?? defaultRate(size),
      yes: options.yes === true,
      restart: options.restart === true,
      signal,
    });
  }
  const rate = options.maxRcu ?? defaultRate(size);
  return options.yes
    ? run(session, options, { plan, ports, size, rate, signal })
    : preview(session, options, { plan, ports, size, rate, signal });
}

interface Prepared {
  readonly plan: BackfillPlan;
  readonly ports: BackfillPorts;
  readonly size: TableSize;
  readonly rate: number;
  readonly signal: AbortSignal;
}

async function preview(
  session: DeployedSession,
  options: BackfillOptions,
  { plan, ports, size, rate, signal }: Prepared,
): Promise<ExitCode> {
  const stored = options.restart ? undefined : await ports.jobs.get(plan.id);
  const unfinished = stored?.job.phase === 'done' ? undefined : stored;
  const sweep = options.sweep
    ? await runSweep(session, plan, {
        source: ports.source,
        rate: new ReadRate({ most: rate }),
        since: Date.now(),
        signal,
        look: { most: LOOKED_AT, items: size.items },
        onProgress: ({ consumer, entity, checked }) =>
          tell(session, 'running', `looking at ${consumer} ${entity}: ${grouped(checked)}`),
      })
    : undefined;
  const expected = estimate(size, rate);
  const cost = costOf({ ...expected, onDemand: size.onDemand, queues: plan.reached.length, byBus: isByBus(plan) });
  const { definition: _, reached, ...scope } = plan;
  session.terminal.result(
    { ...scope, reached: reached.map(({ name }) => name), size, rate, estimate: expected, cost, sweep, done: false },
    describePreview({
      plan,
      physicalName: ports.physicalName,
      size,
      rate,
      estimate: expected,
      cost,
      unfinished,
      sweep,
    }),
  );
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}

async function run(
  session: DeployedSession,
  options: BackfillOptions,
  { plan, ports, size, rate: most, signal }: Prepared,
): Promise<ExitCode> {
  const rate = new ReadRate({ most });
  const begun = Date.now();
  const spent = ({ capacity, events }: BackfillCounts): number =>
    costOf({ capacity, events, onDemand: size.onDemand, queues: plan.reached.length, byBus: isByBus(plan) });
  let readBefore = 0;
  const end = await runBackfill(session, plan, ports, {
    rate,
    totalSegments: options.segments ?? defaultSegments(size),
    sweep: options.sweep,
    restart: options.restart === true,
    signal,
    onBegin: (stored) => {
      readBefore = totalOf(stored.segments).read;
      if (stored.segments.length > 0) session.terminal.note(`Goes on with ${describeProgress(stored)}`);
    },
    onScan: (counts) =>
      tell(session, 'running', scanLine(counts, { readBefore, size, begun, rate, cost: spent(counts) })),
    onSweep: ({ consumer, entity, checked, hidden }) =>
      tell(
        session,
        'running',
        `sweep of ${consumer} ${entity}: ${grouped(checked)} read again, ${grouped(hidden)} hidden`,
      ),
  });
  const report = { ...end, cost: spent(end.counts), seconds: (Date.now() - begun) / 1_000 };
  tell(session, 'done', end.done ? 'done' : 'stopped');
  session.terminal.result({ ...report, throttled: rate.throttles }, describeReport(report));
  if (end.done) return EXIT.ok;
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}

interface ScanLook {
  readonly readBefore: number;
  readonly size: TableSize;
  readonly begun: number;
  readonly rate: ReadRate;
  readonly cost: number;
}

function scanLine(counts: BackfillCounts, { readBefore, size, begun, rate, cost }: ScanLook): string {
  const seconds = Math.max(0.001, (Date.now() - begun) / 1_000);
  const perSecond = (counts.read - readBefore) / seconds;
  const left = Math.max(0, size.items - counts.read);
  const share = size.items > 0 ? ` of about ${grouped(size.items)}` : '';
  const eta = left > 0 && perSecond > 0 ? `, about ${durationText(left / perSecond)} left` : '';
  const slowed = rate.throttles > 0 ? `, throttled ${rate.throttles} times: ${Math.round(rate.current)} RCU/s` : '';
  return `${grouped(counts.read)}${share} items, ${grouped(Math.round(perSecond))} a second, ${grouped(Math.ceil(counts.capacity))} RCU, ${dollarsText(cost)}${eta}${slowed}`;
}

function tell({ terminal }: DeployedSession, state: 'running' | 'done', text: string): void {
  terminal.log({ step: 'backfill', state, text });
}

function isByBus({ consumers }: Pick<BackfillPlan, 'consumers'>): boolean {
  return consumers.length === 0;
}
