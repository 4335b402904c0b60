import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExportCommand, type ExportDescription } from '@aws-sdk/client-dynamodb';
import { totalOf, type BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import type { BackfillJobs } from '../../shared/ports/backfill-jobs.ts';
import type { Deployed } from '../deployed.ts';
import { createStepFunctions, type Execution, type MapRun, type StepFunctions } from '../deployment/step-functions.ts';
import { OperationError } from '../operation-error.ts';
import { optionsOf, type BackfillPlan } from './plan.ts';

export interface WatchedExport {
  readonly exportArn: string;
  readonly executionArn: string;
  /** The backfill in whose place workers write down how far their files are. */
  readonly jobId: string;
  readonly jobs: Pick<BackfillJobs, 'get'>;
  readonly plan: BackfillPlan;
  readonly signal: AbortSignal;
}

export interface SentExport {
  /** The export's point in time, epoch milliseconds. */
  readonly at: number;
  readonly files: number;
  readonly counts: BackfillCounts;
}

const LOOK_MS = 2_000;

/**
 * Follows the export and its files to the end.
 * @throws OperationError when the execution fails
 */
export async function watchExport(deployed: Deployed, watched: WatchedExport): Promise<SentExport> {
  const { exportArn, executionArn, jobs, jobId, signal } = watched;
  const states = createStepFunctions(deployed);
  for (;;) {
    const { status, ...execution } = await states.describe(executionArn);
    const map = await states.mapRun(executionArn);
    const description = await describeExport(deployed, exportArn);
    const counts = totalOf((await jobs.get(jobId))?.segments ?? []);
    const { ExportStatus = 'UNKNOWN', ItemCount: items } = description;
    deployed.onProgress({
      of: 'backfill',
      step: 'export',
      status: ExportStatus,
      ...(map && { files: map.itemCounts }),
      read: counts.read,
      ...(items !== undefined && { items }),
      done: status !== 'RUNNING',
    });
    if (status === 'SUCCEEDED') {
      return { at: description.ExportTime?.getTime() ?? 0, files: map?.itemCounts.total ?? 0, counts };
    }
    if (status !== 'RUNNING') throw await failure(states, watched, { status, ...execution }, description, map);
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function describeExport({ clients }: Deployed, ExportArn: string): Promise<ExportDescription> {
  return (await clients.dynamoDb.send(new DescribeExportCommand({ ExportArn }))).ExportDescription ?? {};
}

async function failure(
  states: StepFunctions,
  { executionArn, plan }: WatchedExport,
  { status, error, cause }: Execution,
  { ExportStatus, FailureMessage }: ExportDescription,
  map: MapRun | undefined,
): Promise<OperationError> {
  const anew = `npx headwater backfill --via export ${optionsOf(plan)} --restart --yes exports the table again`;
  const options = { isFinding: true };
  if (ExportStatus === 'FAILED') return new OperationError(`The export failed: ${FailureMessage ?? ''}`, anew, options);
  const file = map && (await states.failureOf(map.mapRunArn));
  const why = file ? reasonOf(file) : [error, cause].filter(Boolean).join(': ');
  const many = map ? `${map.itemCounts.failed} of ${map.itemCounts.total} files were not sent` : '';
  return new OperationError(
    `The execution ended as ${status}${many === '' ? '' : `, ${many}`}: ${why}`,
    `When the cause is gone: aws stepfunctions redrive-execution --execution-arn ${executionArn} sends what is missing, and the same command watches it; or ${anew}.`,
    options,
  );
}

/** A function's failure comes as JSON (`{"errorMessage": ...}`). */
function reasonOf({ error = '', cause = '' }: Execution): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: string };
    return errorMessage ?? cause;
  } catch {
    return `${error} ${cause}`.trim();
  }
}
