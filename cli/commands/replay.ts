import { erasureNote } from '../../operations/forget/records.ts';
import { awaitArchive, beginReplay, planReplayOf, type PlannedReplay } from '../../operations/replay/replay.ts';
import { voidedNote } from '../../operations/verify/false-changes.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeReplayPlan } from '../output/replay.ts';
import type { ReplayOptions } from '../verbs/replay.ts';

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
  if (options.wait) await awaitArchive(session, planned, signal);
  const follow = await beginReplay(session, planned);
  if (options.detach) {
    session.terminal.result({ ...report(planned), started: true, completed: false }, `started: ${handles(plan.name)}`);
    return EXIT.ok;
  }
  try {
    const { lastReplayed } = await follow(signal);
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

function planFor(
  session: DeployedSession,
  { from, to, consumer, entity, wait = false }: ReplayOptions,
  now: Date,
): Promise<PlannedReplay> {
  if (from === undefined) {
    throw new CommandError(
      'Replay from when? --from is missing.',
      'Such as --from -1h, --from 2026-11-23T18:00:00Z, or --from start for all that the archive holds.',
    );
  }
  return planReplayOf(session, { consumers: consumer, entities: entity, from, to, waits: wait }, now);
}

function report({ plan, range, archive, estimate }: PlannedReplay) {
  const consumers = plan.consumers.map(({ name, entities, ruleArn }) => ({ name, entities, rule: ruleArn }));
  return { replay: plan.name, ...range, events: { from: plan.from, to: plan.to }, consumers, archive, estimate };
}

function handles(name: string): string {
  return `\`npx headwater replay status ${name} --watch\` watches it, \`npx headwater replay cancel ${name}\` ends it.`;
}
