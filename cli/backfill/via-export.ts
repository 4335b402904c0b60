import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExportCommand, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { NOTHING_YET, type BackfillJob } from '../../shared/domain/backfill-job.ts';
import type { ExportOutput } from '../../shared/runtime/deployment.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { createStepFunctions } from '../cloud/step-functions.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { bytesText, dollarsText, durationText } from '../output/amounts.ts';
import { grouped } from '../output/table.ts';
import type { BackfillPorts } from './backfill-session.ts';
import { estimate, type TableSize } from './estimate.ts';
import { busy, holdJob, renewing, thisProcess } from './hold-job.ts';
import type { BackfillPlan } from './plan.ts';
import { PRICES } from '../prices.ts';
import { costOf } from './cost.ts';

export interface ExportRun {
  readonly plan: BackfillPlan;
  readonly ports: BackfillPorts;
  readonly size: TableSize;
  readonly yes: boolean;
  /** A new export, also when an earlier run was not finished. */
  readonly restart: boolean;
  readonly signal: AbortSignal;
}

const LOOK_MS = 5_000;

/** The same rows by an export to S3 and a state machine: nothing of it runs here, and it goes on when this command ends. */
export async function backfillViaExport(session: DeployedSession, run: ExportRun): Promise<ExitCode> {
  const { plan, ports, size } = run;
  const output = exportOf(session, plan);
  if (!run.yes) {
    tellPlan(session, run);
    return EXIT.ok;
  }
  const holder = thisProcess();
  const id = `${plan.id} via export`;
  const stored = await ports.jobs.get(id);
  const goesOn = stored !== undefined && stored.job.phase !== 'done' && !run.restart;
  const { table, entities, consumers } = plan;
  const job: BackfillJob = { id, table, entities, consumers, totalSegments: 1, startedAt: Date.now(), phase: 'scan' };
  const taken = goesOn || (await ports.jobs.begin(job, holder));
  if (!taken) throw busy(id, stored?.job.lease);
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- held until this ends
  await using _held = goesOn
    ? await holdJob(ports.jobs, stored.job, holder, () => undefined)
    : renewing(ports.jobs, id, holder, () => undefined);
  const exportArn = (goesOn ? stored.segments[0]?.next : undefined) ?? (await startExport(session, output, size.arn));
  await ports.jobs.checkpoint(id, { segment: 0, next: exportArn, done: false, counts: NOTHING_YET });
  const states = createStepFunctions(session);
  const input = { exportArn, bucket: output.bucket, entities, consumers };
  const executionArn = await states.start(output.stateMachineArn, executionName(exportArn), input);
  session.terminal.note(`Export ${exportArn}\nExecution ${executionArn}`);
  for (;;) {
    const { status, error, cause } = await states.describe(executionArn);
    const files = await states.mapRun(executionArn).catch(() => undefined);
    const done = files
      ? `${grouped(files.itemCounts.succeeded)} of ${grouped(files.itemCounts.total)} files`
      : await exportStatus(session, exportArn);
    session.terminal.log({ step: 'backfill via export', state: status === 'RUNNING' ? 'running' : 'done', text: done });
    if (status === 'SUCCEEDED') break;
    if (status !== 'RUNNING') {
      throw new CommandError(
        `The execution ended as ${status}: ${error ?? ''} ${cause ?? ''}`,
        `Redrive it: aws stepfunctions redrive-execution --execution-arn ${executionArn} (files that were sent are not sent again).`,
        { exitCode: EXIT.failed },
      );
    }
    await delay(LOOK_MS, undefined, { signal: run.signal });
  }
  await ports.jobs.enter(id, 'done');
  session.terminal.result(
    { exportArn, executionArn, done: true },
    'All files are sent. What stores hold beyond the table: npx headwater verify, or a backfill by scan, which sweeps.',
  );
  return EXIT.ok;
}

function exportOf({ deployment }: DeployedSession, { table }: BackfillPlan): ExportOutput {
  const output = deployment.backfill?.viaExport?.find((one) => one.table === table);
  if (output) return output;
  throw new CommandError(
    'This deployment has nothing that could send an export.',
    'Set exportBackfill: true in headwater.config.ts and deploy; or leave --via out.',
  );
}

/** The table needs point-in-time recovery; the same token never starts a second export (API reference). */
async function startExport({ clients }: DeployedSession, { bucket }: ExportOutput, TableArn: string): Promise<string> {
  const command = new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: bucket, ExportFormat: 'DYNAMODB_JSON' });
  const { ExportDescription } = await clients.dynamoDb.send(command);
  if (ExportDescription?.ExportArn === undefined) throw new CommandError('DynamoDB named no export.', 'Try again.');
  return ExportDescription.ExportArn;
}

async function exportStatus({ clients }: DeployedSession, ExportArn: string): Promise<string> {
  const { ExportDescription = {} } = await clients.dynamoDb.send(new DescribeExportCommand({ ExportArn }));
  return `export ${ExportDescription.ExportStatus?.toLowerCase() ?? 'unknown'}`;
}

/** One execution an export: `arn:...:table/shop/export/01234567890123-abcdef01`. */
function executionName(exportArn: string): string {
  return exportArn.split('/').at(-1) ?? 'export';
}

function tellPlan({ terminal }: DeployedSession, { plan, size }: ExportRun): void {
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
      `  sweep      none: a backfill by scan does it`,
      '',
      'Nothing was done: --yes does it.',
    ].join('\n'),
  );
}
