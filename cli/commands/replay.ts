import { abortOnInterrupt } from '../../local/interrupt.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { grouped } from '../output/table.ts';
import {
  describeArchive,
  finishReplay,
  planReplay,
  startReplay,
  type Archive,
  type ReplayPlan,
} from '../replay/replay-archive.ts';
import { parseRange } from '../replay/time-range.ts';

export interface ReplayOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly consumer: string;
  readonly wait?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** EventBridge may take ten minutes until an event is in the archive (user guide, archives). */
const ARCHIVE_DELAY_MS = 600_000;

export async function replay(options: ReplayOptions): Promise<ExitCode> {
  const now = new Date();
  const range = parseRange(options.from, options.to, now);
  const session = await openDeployedSession(options, { writes: !options.dryRun });
  const { clients, deployment, terminal, target } = session;
  const plan = planReplay(deployment, options.consumer, range, now);
  const archive = await describeArchive(clients.eventBridge, deployment.bus);
  if (target.kind === 'aws' && now.getTime() - range.to.getTime() < ARCHIVE_DELAY_MS) {
    terminal.note('Events of the last ten minutes may not be in the archive yet: a later replay brings them.');
  }
  if (options.dryRun) {
    terminal.result({ ...report(plan), archive, started: false }, describe(plan, archive));
    return EXIT.ok;
  }
  await startReplay(clients.eventBridge, plan);
  if (options.wait) await waitFor(session, plan);
  const done = options.wait ? 'completed' : 'started; --wait follows it to its end';
  terminal.result(
    { ...report(plan), archive, started: true, completed: options.wait ?? false },
    `replay ${plan.name}: ${done}`,
  );
  return EXIT.ok;
}

async function waitFor({ clients, terminal }: DeployedSession, plan: ReplayPlan): Promise<void> {
  using interrupt = abortOnInterrupt();
  try {
    await followReplay({ clients, terminal }, plan, interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) {
      terminal.note(
        `Replay ${plan.name} goes on in the cloud. To end it: aws events cancel-replay --replay-name ${plan.name}`,
      );
    }
    throw error;
  }
}

/** Shows a replay's progress until it has come to its end. */
export async function followReplay(
  { clients, terminal }: Pick<DeployedSession, 'clients' | 'terminal'>,
  plan: ReplayPlan,
  signal: AbortSignal,
): Promise<void> {
  const step = `replay to ${plan.consumer.name}`;
  await finishReplay(
    clients.eventBridge,
    plan,
    ({ state, lastReplayed }) => {
      const far = lastReplayed ? `, events until ${lastReplayed.toISOString()}` : '';
      terminal.log({ step, state: state === 'COMPLETED' ? 'done' : 'running', text: `${state.toLowerCase()}${far}` });
    },
    signal,
  );
}

function report({ name, consumer, from, to }: ReplayPlan) {
  return { replay: name, consumer: consumer.name, rule: consumer.ruleArn, from, to };
}

function describe({ consumer, from, to }: ReplayPlan, { events, since }: Archive): string {
  return [
    `Would replay events from ${from.toISOString()} to ${to.toISOString()}`,
    `to the rule of consumer ${consumer.name} and no other: ${consumer.ruleArn}`,
    `The archive holds ${grouped(events)} events since ${since.toISOString()}.`,
  ].join('\n');
}
