import { ExportTableToPointInTimeCommand, PointInTimeRecoveryUnavailableException } from '@aws-sdk/client-dynamodb';
import { NOTHING_YET } from '../../shared/domain/jobs/backfill-job.ts';
import type { ExportOutput } from '../../shared/runtime/deployment.ts';
import type { Deployed } from '../deployed.ts';
import { createStepFunctions } from '../deployment/step-functions.ts';
import { OperationError } from '../operation-error.ts';
import { PRICES } from '../prices.ts';
import { costOf } from './cost.ts';
import { estimate } from './estimate.ts';
import type { TableSize } from '../../shared/adapters/dynamodb/describe-table.ts';
import { takeJob, type JobHolder } from './hold-job.ts';
import type { BackfillPorts } from './open-backfill.ts';
import { reachOf, type BackfillPlan } from './plan.ts';
import { ReadRate } from './read-rate.ts';
import { runSweep, type SweptEntity } from './run-sweep.ts';
import { watchExport, type SentExport, type WatchedExport } from './watch-export.ts';

export interface ExportRun {
  readonly plan: BackfillPlan;
  readonly ports: BackfillPorts;
  readonly size: TableSize;
  /** Looks for strangers in the stores afterwards. */
  readonly sweep: boolean;
  /** Read capacity units a second that the sweep may use. */
  readonly rate: number;
  /** A new export, also when an earlier run was not finished. */
  readonly restart: boolean;
  readonly holder: JobHolder;
  readonly signal: AbortSignal;
}

export interface ExportPreview {
  readonly size: TableSize;
  /** Dollars. */
  readonly cost: number;
  /** After the export's own time. */
  readonly seconds: number;
}

/** @throws OperationError when the deployment has nothing that could send an export */
export function previewExport(deployed: Deployed, { plan, size }: Pick<ExportRun, 'plan' | 'size'>): ExportPreview {
  exportOf(deployed, plan);
  const { events } = estimate(size, Infinity);
  const sending = costOf({ capacity: 0, onDemand: false, events, ...reachOf(plan) });
  return { size, cost: (size.bytes / 1e9) * PRICES.exportGb + sending, seconds: size.items / 100_000 };
}

export interface ExportEnd {
  readonly exportArn: string;
  readonly executionArn: string;
  /** undefined: the watching was ended, and export and execution go on by themselves. */
  readonly sent: (SentExport & { readonly swept: readonly SweptEntity[]; readonly seconds: number }) | undefined;
  readonly done: boolean;
}

/** The same rows by an export to S3 and a state machine: they go on when this process ends. Then the sweep, which runs here. */
export async function backfillViaExport(deployed: Deployed, run: ExportRun): Promise<ExportEnd> {
  const { plan, ports, signal } = run;
  const output = exportOf(deployed, plan);
  const begun = Date.now();
  const lost = new AbortController();
  const { table, entities, consumers } = plan;
  const wanted = { id: `${plan.id} via export`, table, entities, consumers, totalSegments: 1 };
  const { job, segments, lease } = await takeJob(ports.jobs, wanted, { ...run, lost: () => lost.abort() });
  // Held until this ends.
  await using _held = lease;
  const exportArn = segments[0]?.next ?? (await startExport(deployed, output, run.size.arn));
  await ports.jobs.checkpoint(job.id, { segment: 0, next: exportArn, done: true, counts: NOTHING_YET });
  const states = createStepFunctions(deployed);
  const input = { exportArn, entities, consumers, job: job.id };
  const executionArn = await states.start(output.stateMachineArn, executionName(exportArn), input);
  const arns = { exportArn, executionArn };
  deployed.onProgress({ of: 'backfill', step: 'export-begins', ...arns });
  const watching = { ...arns, jobId: job.id, jobs: ports.jobs, plan, signal: AbortSignal.any([signal, lost.signal]) };
  const sent = await untilSent(deployed, watching);
  if (!sent) return { ...arns, sent, done: false };
  const swept = run.sweep ? await sweepAfter(deployed, run, sent, watching.signal) : [];
  const done = !watching.signal.aborted;
  if (done) await ports.jobs.enter(job.id, 'done');
  return { ...arns, sent: { ...sent, swept, seconds: (Date.now() - begun) / 1_000 }, done };
}

/** @returns undefined when the watching was ended */
async function untilSent(deployed: Deployed, watching: WatchedExport): Promise<SentExport | undefined> {
  try {
    return await watchExport(deployed, watching);
  } catch (error) {
    if (!watching.signal.aborted) throw error;
    return undefined;
  }
}

/** Rows of the export carry its point in time as their read: what has an older mark was not in it (docs/convergence.md). */
async function sweepAfter(
  deployed: Deployed,
  { plan, ports, rate }: ExportRun,
  { at }: SentExport,
  signal: AbortSignal,
): Promise<readonly SweptEntity[]> {
  return await runSweep(deployed, plan, {
    source: ports.source,
    rate: new ReadRate({ most: rate }),
    since: at,
    signal,
    onProgress: (swept) => deployed.onProgress({ of: 'backfill', step: 'sweeps', via: 'export', ...swept }),
  });
}

function exportOf({ deployment }: Deployed, { table }: BackfillPlan): ExportOutput {
  const output = deployment.backfill?.viaExport?.find((one) => one.table === table);
  if (output) return output;
  throw new OperationError(
    'This deployment has nothing that could send an export.',
    'Set exportBackfill: true in headwater.config.ts and deploy; or leave --via out.',
  );
}

/** The table needs point-in-time recovery. @throws OperationError without it */
async function startExport({ clients }: Deployed, { bucket }: ExportOutput, TableArn: string): Promise<string> {
  const command = new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: bucket, ExportFormat: 'DYNAMODB_JSON' });
  const { ExportDescription } = await clients.dynamoDb.send(command).catch((cause: unknown) => {
    if (!(cause instanceof PointInTimeRecoveryUnavailableException)) throw cause;
    throw new OperationError(cause.message, 'Switch it on for this table, or leave --via out.', { cause });
  });
  if (ExportDescription?.ExportArn === undefined) throw new OperationError('DynamoDB named no export.', 'Try again.');
  return ExportDescription.ExportArn;
}

/** One execution an export: `arn:...:table/shop/export/01234567890123-abcdef01`. */
function executionName(exportArn: string): string {
  return exportArn.split('/').at(-1) ?? 'export';
}
