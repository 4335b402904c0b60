import { defaultRate, defaultSegments } from '../../operations/backfill/estimate.ts';
import { openBackfill, openJobs, type BackfillPorts } from '../../operations/backfill/open-backfill.ts';
import { planBackfill, type BackfillPlan } from '../../operations/backfill/plan.ts';
import { previewBackfill } from '../../operations/backfill/preview.ts';
import { ReadRate } from '../../operations/backfill/read-rate.ts';
import { runBackfill } from '../../operations/backfill/run-backfill.ts';
import { backfillViaExport, previewExport } from '../../operations/backfill/via-export.ts';
import { readTableSize, type TableSize } from '../../shared/adapters/dynamodb/describe-table.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { thisProcess } from '../cloud/this-process.ts';
import { collectEarly } from '../collect-early.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeJobs, describePreview, describeReport } from '../output/backfill.ts';
import { describeExportPreview, describeExportReport } from '../output/backfill-export.ts';
import type { BackfillOptions } from '../verbs/backfill.ts';

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
  const size = await readTableSize(session.clients.dynamoDb, ports.physicalName);
  const rate = options.maxRcu ?? defaultRate(size);
  const { sweep, restart = false } = options;
  const prepared = { plan, ports, size, rate, sweep, restart, signal };
  if (options.via === 'export') return options.yes ? runExport(session, prepared) : tellExport(session, prepared);
  return options.yes ? run(session, options, prepared) : preview(session, prepared);
}

interface Prepared {
  readonly plan: BackfillPlan;
  readonly ports: BackfillPorts;
  readonly size: TableSize;
  readonly rate: number;
  readonly sweep: boolean;
  readonly restart: boolean;
  readonly signal: AbortSignal;
}

async function preview(session: DeployedSession, { plan, ports, ...options }: Prepared): Promise<ExitCode> {
  const found = await previewBackfill(session, plan, ports, options);
  const { definition: _, reached, ...scope } = plan;
  const { size, rate, estimate, cost, sweep } = found;
  const names = reached.map(({ name }) => name);
  session.terminal.result(
    { ...scope, reached: names, size, rate, estimate, cost, sweep, done: false },
    describePreview(found),
  );
  return options.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

async function run(
  session: DeployedSession,
  { segments }: BackfillOptions,
  { plan, ports, size, rate: most, sweep, restart, signal }: Prepared,
): Promise<ExitCode> {
  const rate = new ReadRate({ most });
  const totalSegments = segments ?? defaultSegments(size);
  const options = { size, rate, totalSegments, sweep, restart, holder: thisProcess(), signal };
  const end = await runBackfill(session, plan, ports, options);
  session.onProgress({ of: 'backfill', step: 'ends', done: end.done });
  session.terminal.result({ ...end, throttled: rate.throttles }, describeReport(end));
  if (end.done) return EXIT.ok;
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}

function tellExport({ terminal, ...deployed }: DeployedSession, { plan, size, sweep }: Prepared): ExitCode {
  const found = previewExport(deployed, { plan, size });
  const reached = plan.reached.map(({ name }) => name);
  terminal.result({ ...found, reached, done: false }, describeExportPreview(found, plan, sweep));
  return EXIT.ok;
}

async function runExport(session: DeployedSession, prepared: Prepared): Promise<ExitCode> {
  const { sent, done, ...arns } = await backfillViaExport(session, { ...prepared, holder: thisProcess() });
  const text = sent
    ? describeExportReport({ ...sent, sweep: prepared.sweep, done })
    : 'Export and execution go on without this command: the same command watches them again, and sweeps at the end.';
  session.terminal.result({ ...arns, ...sent, done }, text);
  return done ? EXIT.ok : EXIT.interrupted;
}
