import { openDeployedSession, type CommonOptions } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeReplays, describeReplayStatus, replayReport } from '../output/replay.ts';
import { followConsumers, followReplay } from '../../operations/replay/follow.ts';
import { endReplay } from '../../operations/replay/replay.ts';
import { describeReplay, hasEnded, listReplays } from '../../operations/replay/replays.ts';
import type { ReplayListOptions, ReplayStatusOptions } from '../verbs/replay.ts';

/** The newest replays from this deployment's archive. */
export async function replayList(options: ReplayListOptions, signal: AbortSignal): Promise<ExitCode> {
  const { clients, deployment, terminal } = await openDeployedSession(options, { writes: false, signal });
  const replays = await listReplays(clients.eventBridge, deployment, options.limit);
  terminal.result({ replays: replays.map(replayReport) }, describeReplays(replays, new Date()));
  return EXIT.ok;
}

/** How far one replay is; with --watch until its consumers have taken it in. Exits 1 when it failed or was cancelled. */
export async function replayStatus(name: string, options: ReplayStatusOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const { clients, deployment, terminal } = session;
  if (options.watch) {
    const { consumers } = await followReplay(session, name, signal);
    const reached = deployment.consumers.filter((consumer) => consumers.includes(consumer.name));
    await followConsumers(session, reached, new Map(), signal);
  }
  const status = await describeReplay(clients.eventBridge, name, deployment);
  terminal.result(replayReport(status), describeReplayStatus(status, new Date()));
  return status.state === 'FAILED' || status.state === 'CANCELLED' ? EXIT.failed : EXIT.ok;
}

/** Ends a replay, and waits until it has ended. What it delivered stays: applying it changed nothing that was newer. */
export async function replayCancel(name: string, options: CommonOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: true, signal });
  const { clients, deployment, terminal } = session;
  const before = await describeReplay(clients.eventBridge, name, deployment);
  if (hasEnded(before)) {
    const text = `Replay ${name} has ended as ${before.state} already: there is nothing to cancel.`;
    terminal.result({ ...replayReport(before), cancelled: false }, text);
    return EXIT.ok;
  }
  const status = await endReplay(session, name, signal);
  const cancelled = status.state === 'CANCELLED';
  const text = cancelled
    ? `${describeReplayStatus(status, new Date())}\nWhat it had delivered is applied. Replaying the range again changes nothing of that.`
    : // Some emulators call a cancelled replay completed.
      `Replay ${name} ended as ${status.state}: it came to its end first, or this cloud calls a cancelled replay so.`;
  terminal.result({ ...replayReport(status), cancelled }, text);
  return EXIT.ok;
}
