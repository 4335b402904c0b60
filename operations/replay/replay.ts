import { setTimeout as delay } from 'node:timers/promises';
import type { Deployed } from '../deployed.ts';
import {
  archiveDelayMs,
  beginningOf,
  checkComplete,
  checkHeld,
  completeAt,
  describeArchive,
  eventRange,
  type Archive,
} from './archive.ts';
import { estimateReplay, type Estimate } from './estimate.ts';
import { followConsumers, followReplay, readBacklog } from './follow.ts';
import { checkRules, chooseConsumers, planReplay, type Choice, type ReplayPlan } from './plan.ts';
import { cancelReplay, describeReplay, hasEnded, listReplays, startReplay, type ReplayStatus } from './replays.ts';
import { parseRange, type TimeRange } from './time-range.ts';

export interface PlannedReplay {
  readonly plan: ReplayPlan;
  /** What was asked for, in the time of the changes. */
  readonly range: TimeRange;
  readonly archive: Archive;
  readonly estimate: Estimate;
  /** A replay that has run, to judge the duration by. */
  readonly last: ReplayStatus | undefined;
}

export interface ReplayRequest extends Choice {
  /** As typed: `-1h`, a time, or `start` for all that the archive holds. */
  readonly from: string;
  readonly to: string;
  /** Whether the end of the range may lie in what the archive has not taken in yet. */
  readonly waits: boolean;
}

/** @throws OperationError when the consumers cannot take it, or the archive does not hold the range */
export async function planReplayOf(deployed: Deployed, request: ReplayRequest, now: Date): Promise<PlannedReplay> {
  const { clients, deployment, definition, target } = deployed;
  const consumers = chooseConsumers(request, deployment, definition);
  await checkRules(clients.eventBridge, consumers);
  const archive = await describeArchive(clients.eventBridge, deployment.bus);
  const from = request.from === 'start' ? beginningOf(archive, now).toISOString() : request.from;
  const range = parseRange(from, request.to, now);
  checkHeld(range, archive, now);
  if (!request.waits) checkComplete(range, archiveDelayMs(target), now);
  return {
    plan: planReplay(deployment, consumers, eventRange(range, archive), now),
    range,
    archive,
    estimate: estimateReplay(range, archive, consumers.length, now),
    last: (await listReplays(clients.eventBridge, deployment, 5)).find(({ state }) => state === 'COMPLETED'),
  };
}

/** Until the archive has the whole range. */
export async function awaitArchive(
  { target, onProgress }: Deployed,
  { range }: PlannedReplay,
  signal: AbortSignal,
): Promise<void> {
  const until = completeAt(range, archiveDelayMs(target));
  for (;;) {
    const left = until.getTime() - Date.now();
    if (left <= 0) return;
    onProgress({ of: 'replay', step: 'archive-fills', until });
    await delay(Math.min(left, 1_000), undefined, { signal });
  }
}

/**
 * Starts a replay.
 * @returns what follows it until its consumers have taken it in. Aborting the signal leaves it running in the cloud
 */
export async function beginReplay(
  deployed: Deployed,
  { plan }: PlannedReplay,
): Promise<(signal: AbortSignal) => Promise<ReplayStatus>> {
  const before = await readBacklog(deployed, plan.consumers);
  await startReplay(deployed.clients.eventBridge, plan);
  return async (signal) => {
    const status = await followReplay(deployed, plan.name, signal);
    await followConsumers(deployed, plan.consumers, before, signal);
    return status;
  };
}

const BETWEEN_LOOKS_MS = 500;

/** Ends a replay, and waits until it has ended. */
export async function endReplay(
  { clients, deployment, onProgress }: Deployed,
  name: string,
  signal: AbortSignal,
): Promise<ReplayStatus> {
  await cancelReplay(clients.eventBridge, name);
  let status = await describeReplay(clients.eventBridge, name, deployment);
  while (!hasEnded(status)) {
    onProgress({ of: 'replay', step: 'is-cancelled', name });
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
    status = await describeReplay(clients.eventBridge, name, deployment);
  }
  return status;
}
