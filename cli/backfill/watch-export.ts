import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExportCommand, type ExportDescription } from '@aws-sdk/client-dynamodb';
import { totalOf, type BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import type { BackfillJobs } from '../../shared/ports/backfill-jobs.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { createStepFunctions, type Execution, type MapRun, type StepFunctions } from '../cloud/step-functions.ts';
import { CommandError, EXIT } from '../errors.ts';
import { grouped } from '../output/table.ts';
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
 * Shows how far the export and its files are, to the end.
 * @throws CommandError when the execution fails
 */
export async function watchExport(session: DeployedSession, watched: WatchedExport): Promise<SentExport> {
  const { exportArn, executionArn, jobs, jobId, signal } = watched;
  const states = createStepFunctions(session);
  for (;;) {
    const { status, ...execution } = await states.describe(executionArn);
    const map = await states.mapRun(executionArn);
    const description = await describeExport(session, exportArn);
    const counts = totalOf((await jobs.get(jobId))?.segments ?? []);
    const state = status === 'RUNNING' ? 'running' : 'done';
    session.terminal.log({ step: 'backfill via export', state, text: progress(description, map, counts) });
    if (status === 'SUCCEEDED') {
      return { at: description.ExportTime?.getTime() ?? 0, files: map?.itemCounts.total ?? 0, counts };
    }
    if (status !== 'RUNNING') throw await failure(states, watched, { status, ...execution }, description, map);
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function describeExport({ clients }: DeployedSession, ExportArn: string): Promise<ExportDescription> {
  return (await clients.dynamoDb.send(new DescribeExportCommand({ ExportArn }))).ExportDescription ?? {};
}

function progress({ ExportStatus, ItemCount }: ExportDescription, map: MapRun | undefined, counts: BackfillCounts) {
  if (!map) return `export ${ExportStatus?.toLowerCase().replace('_', ' ') ?? 'unknown'}`;
  const { succeeded, failed, total } = map.itemCounts;
  const items = `${grouped(counts.read)} of ${grouped(ItemCount ?? counts.read)} items`;
  return `${grouped(succeeded)} of ${grouped(total)} files, ${items}${failed > 0 ? `, ${grouped(failed)} files failed` : ''}`;
}

async function failure(
  states: StepFunctions,
  { executionArn, plan }: WatchedExport,
  { status, error, cause }: Execution,
  { ExportStatus, FailureMessage }: ExportDescription,
  map: MapRun | undefined,
): Promise<CommandError> {
  const anew = `npx headwater backfill --via export ${optionsOf(plan)} --restart --yes exports the table again`;
  const options = { exitCode: EXIT.failed };
  if (ExportStatus === 'FAILED') return new CommandError(`The export failed: ${FailureMessage ?? ''}`, anew, options);
  const file = map && (await states.failureOf(map.mapRunArn));
  const why = file ? reasonOf(file) : [error, cause].filter(Boolean).join(': ');
  const many = map ? `${grouped(map.itemCounts.failed)} of ${grouped(map.itemCounts.total)} files were not sent` : '';
  return new CommandError(
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
