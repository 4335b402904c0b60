import { ExportTableToPointInTimeCommand, PointInTimeRecoveryUnavailableException } from '@aws-sdk/client-dynamodb';
import { NOTHING_YET } from '../../shared/domain/jobs/backfill-job.ts';
import type { ExportOutput } from '../../shared/runtime/deployment.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { createStepFunctions } from '../cloud/step-functions.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { bytesText, dollarsText, durationText } from '../output/amounts.ts';
import { describeExportReport } from '../output/backfill.ts';
import { grouped } from '../output/table.ts';
import type { BackfillPorts } from './backfill-session.ts';
import { estimate, type TableSize } from './estimate.ts';
import { takeJob } from './hold-job.ts';
import type { BackfillPlan } from './plan.ts';
import { PRICES } from '../prices.ts';
import { costOf } from './cost.ts';
import { ReadRate } from './read-rate.ts';
import { runSweep, type SweptEntity } from './run-sweep.ts';
import { watchExport, type SentExport, type WatchedExport } from './watch-export.ts';

export interface ExportRun {
  readonly plan: BackfillPlan;
  readonly ports: BackfillPorts;
  readonly size: TableSize;
  readonly yes: boolean;
  /** Looks for strangers in the stores afterwards. */
  readonly sweep: boolean;
  /** Read capacity units a second that the sweep may use. */
  readonly rate: number;
  /** A new export, also when an earlier run was not finished. */
  readonly restart: boolean;
  readonly signal: AbortSignal;
}

/** The same rows by an export to S3 and a state machine: they go on when this command ends. Then the sweep, which runs here. */
export async function backfillViaExport(session: DeployedSession, run: ExportRun): Promise<ExitCode> {
  const { plan, ports, signal } = run;
  const output = exportOf(session, plan);
  if (!run.yes) {
    tellPlan(session, run);
    return EXIT.ok;
  }
  const begun = Date.now();
  const lost = new AbortController();
  const { table, entities, consumers } = plan;
  const wanted = { id: `${plan.id} via export`, table, entities, consumers, totalSegments: 1 };
  const { job, segments, lease } = await takeJob(ports.jobs, wanted, run.restart, () => lost.abort());
  // Held until this ends.
  await using _held = lease;
  const exportArn = segments[0]?.next ?? (await startExport(session, output, run.size.arn));
  await ports.jobs.checkpoint(job.id, { segment: 0, next: exportArn, done: true, counts: NOTHING_YET });
  const states = createStepFunctions(session);
  const input = { exportArn, entities, consumers, job: job.id };
  const executionArn = await states.start(output.stateMachineArn, executionName(exportArn), input);
  session.terminal.note(`Export ${exportArn}\nExecution ${executionArn}`);
  const watching = {
    exportArn,
    executionArn,
    jobId: job.id,
    jobs: ports.jobs,
    plan,
    signal: AbortSignal.any([signal, lost.signal]),
  };
  const sent = await untilSent(session, watching);
  if (!sent) return EXIT.interrupted;
  const swept = run.sweep ? await sweepAfter(session, run, sent, watching.signal) : [];
  const done = !watching.signal.aborted;
  if (done) await ports.jobs.enter(job.id, 'done');
  const report = { ...sent, swept, done, seconds: (Date.now() - begun) / 1_000 };
  session.terminal.result(
    { exportArn, executionArn, ...report },
    describeExportReport({ ...report, sweep: run.sweep }),
  );
  return done ? EXIT.ok : EXIT.interrupted;
}

/** @returns undefined when Ctrl-C ended the watching */
async function untilSent(session: DeployedSession, watching: WatchedExport): Promise<SentExport | undefined> {
  try {
    return await watchExport(session, watching);
  } catch (error) {
    if (!watching.signal.aborted) throw error;
    const { exportArn, executionArn } = watching;
    session.terminal.result(
      { exportArn, executionArn, done: false },
      'Export and execution go on without this command: the same command watches them again, and sweeps at the end.',
    );
    return undefined;
  }
}

/** Rows of the export carry its point in time as their read: what has an older mark was not in it (docs/convergence.md). */
async function sweepAfter(
  session: DeployedSession,
  { plan, ports, rate }: ExportRun,
  { at }: SentExport,
  signal: AbortSignal,
): Promise<readonly SweptEntity[]> {
  return await runSweep(session, plan, {
    source: ports.source,
    rate: new ReadRate({ most: rate }),
    since: at,
    signal,
    onProgress: ({ consumer, entity, checked, hidden }) =>
      session.terminal.log({
        step: 'backfill via export',
        state: 'running',
        text: `sweep of ${consumer} ${entity}: ${grouped(checked)} read again, ${grouped(hidden)} hidden`,
      }),
  });
}

function exportOf({ deployment }: DeployedSession, { table }: BackfillPlan): ExportOutput {
  const output = deployment.backfill?.viaExport?.find((one) => one.table === table);
  if (output) return output;
  throw new CommandError(
    'This deployment has nothing that could send an export.',
    'Set exportBackfill: true in headwater.config.ts and deploy; or leave --via out.',
  );
}

/** The table needs point-in-time recovery. @throws CommandError without it */
async function startExport({ clients }: DeployedSession, { bucket }: ExportOutput, TableArn: string): Promise<string> {
  const command = new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: bucket, ExportFormat: 'DYNAMODB_JSON' });
  const { ExportDescription } = await clients.dynamoDb.send(command).catch((cause: unknown) => {
    if (!(cause instanceof PointInTimeRecoveryUnavailableException)) throw cause;
    throw new CommandError(cause.message, 'Switch it on for this table, or leave --via out.', { cause });
  });
  if (ExportDescription?.ExportArn === undefined) throw new CommandError('DynamoDB named no export.', 'Try again.');
  return ExportDescription.ExportArn;
}

/** One execution an export: `arn:...:table/shop/export/01234567890123-abcdef01`. */
function executionName(exportArn: string): string {
  return exportArn.split('/').at(-1) ?? 'export';
}

function tellPlan({ terminal }: DeployedSession, { plan, size, sweep }: ExportRun): void {
  const { events } = estimate(size, Infinity);
  const sending = costOf({
    capacity: 0,
    onDemand: false,
    events,
    queues: plan.reached.length,
    byBus: plan.consumers.length === 0,
  });
  const cost = (size.bytes / 1e9) * PRICES.exportGb + sending;
  const seconds = size.items / 100_000;
  const to = plan.reached.map(({ name }) => name).join(', ');
  terminal.result(
    { size, cost, seconds, reached: plan.reached.map(({ name }) => name), done: false },
    [
      `Would export ${grouped(size.items)} items, ${bytesText(size.bytes)}, to S3 and send ${plan.entities.join(', ')} to ${to}.`,
      `  reads      none of the table's capacity`,
      `  time       the export's own (minutes to hours), then about ${durationText(seconds)}`,
      `  cost       about ${dollarsText(cost)}`,
      sweep
        ? '  sweep      at the end, by this command: it reads what the export did not bring'
        : '  sweep      none (--no-sweep)',
      '',
      'Nothing was done: --yes does it.',
    ].join('\n'),
  );
}
