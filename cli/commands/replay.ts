import { setTimeout as delay } from 'node:timers/promises';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { erasureNote } from '../forget/records.ts';
import { voidedNote } from '../verify/false-changes.ts';
import { count } from '../output/letters.ts';
import { describeReplayPlan, type PlannedReplay } from '../output/replay.ts';
import {
  archiveDelayMs,
  beginningOf,
  checkComplete,
  checkHeld,
  completeAt,
  describeArchive,
  eventRange,
} from '../replay/archive.ts';
import { estimateReplay } from '../replay/estimate.ts';
import { followConsumers, followReplay, readBacklog } from '../replay/follow.ts';
import { checkRules, chooseConsumers, planReplay } from '../replay/plan.ts';
import { listReplays, startReplay } from '../replay/replays.ts';
import { parseRange } from '../replay/time-range.ts';

export interface ReplayOptions extends CommonOptions {
  readonly from?: string | undefined;
  readonly to: string;
  readonly consumer: readonly string[];
  readonly entity: readonly string[];
  /** Whether to wait until the archive has the whole range. */
  readonly wait?: boolean | undefined;
  /** Whether to leave it to itself once it has started. */
  readonly detach?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Sends archived events to chosen consumers again. Without --yes it says what it would do. */
export async function replay(options: ReplayOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const now = new Date();
  const planned = await planFor(session, options, now);
  const { plan } = planned;
  const notes = [await erasureNote(session, planned.range.from), await voidedNote(session)];
  for (const note of notes) if (note !== undefined) session.terminal.note(note);
  if (!options.yes) {
    const text = `${describeReplayPlan(planned, now)}\n\nNothing was replayed: --yes does it.`;
    session.terminal.result({ ...report(planned), started: false }, text);
    return EXIT.ok;
  }
  if (options.wait) await waitForArchive(session, planned, signal);
  const before = await readBacklog(session, plan.consumers);
  await startReplay(session.clients.eventBridge, plan);
  if (options.detach) {
    session.terminal.result({ ...report(planned), started: true, completed: false }, `started: ${handles(plan.name)}`);
    return EXIT.ok;
  }
  try {
    const { lastReplayed } = await followReplay(session, plan.name, signal);
    await followConsumers(session, plan.consumers, before, signal);
    const names = plan.consumers.map(({ name }) => name).join(' and ');
    const end = lastReplayed ? `taken in by ${names}` : 'the range held no events';
    const text = `replay ${plan.name} completed: ${end}.`;
    session.terminal.result({ ...report(planned), started: true, completed: true }, text);
  } catch (error) {
    if (signal.aborted) session.terminal.note(`The replay goes on in the cloud. ${handles(plan.name)}`);
    throw error;
  }
  return EXIT.ok;
}

async function planFor(session: DeployedSession, options: ReplayOptions, now: Date): Promise<PlannedReplay> {
  const { clients, deployment, definition, target } = session;
  if (options.from === undefined) {
    throw new CommandError(
      'Replay from when? --from is missing.',
      'Such as --from -1h, --from 2026-11-23T18:00:00Z, or --from start for all that the archive holds.',
    );
  }
  const choice = { consumers: options.consumer, entities: options.entity };
  const consumers = chooseConsumers(choice, deployment, definition);
  await checkRules(clients.eventBridge, consumers);
  const archive = await describeArchive(clients.eventBridge, deployment.bus);
  const from = options.from === 'start' ? beginningOf(archive, now).toISOString() : options.from;
  const range = parseRange(from, options.to, now);
  checkHeld(range, archive, now);
  if (!options.wait) checkComplete(range, archiveDelayMs(target), now);
  return {
    plan: planReplay(deployment, consumers, eventRange(range, archive), now),
    range,
    archive,
    estimate: estimateReplay(range, archive, consumers.length, now),
    last: (await listReplays(clients.eventBridge, deployment, 5)).find(({ state }) => state === 'COMPLETED'),
  };
}

async function waitForArchive(
  { terminal, target }: DeployedSession,
  { range }: PlannedReplay,
  signal: AbortSignal,
): Promise<void> {
  const complete = completeAt(range, archiveDelayMs(target));
  for (;;) {
    const left = complete.getTime() - Date.now();
    if (left <= 0) return;
    const text = `complete at ${complete.toISOString()}: ${count(Math.ceil(left / 1_000), 'second')} more`;
    terminal.log({ step: 'archive', state: 'running', text });
    await delay(Math.min(left, 1_000), undefined, { signal });
  }
}

function report({ plan, range, archive, estimate }: PlannedReplay) {
  const consumers = plan.consumers.map(({ name, entities, ruleArn }) => ({ name, entities, rule: ruleArn }));
  return { replay: plan.name, ...range, events: { from: plan.from, to: plan.to }, consumers, archive, estimate };
}

function handles(name: string): string {
  return `\`npx headwater replay status ${name} --watch\` watches it, \`npx headwater replay cancel ${name}\` ends it.`;
}
