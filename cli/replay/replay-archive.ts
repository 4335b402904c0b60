import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  StartReplayCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { setTimeout as delay } from 'node:timers/promises';
import type { BusOutput, ConsumerOutput, Deployment } from '../../shared/runtime/deployment.ts';
import { CommandError, EXIT } from '../errors.ts';
import type { TimeRange } from './time-range.ts';

/** A replay of archived events to the rule of one consumer, and to no other. */
export interface ReplayPlan extends TimeRange {
  readonly name: string;
  readonly consumer: ConsumerOutput;
  readonly bus: BusOutput;
}

export interface ReplayProgress {
  readonly state: string;
  /** How far it is: the event time of the last event replayed. */
  readonly lastReplayed: Date | undefined;
}

/** @throws CommandError that lists the consumers there are */
export function planReplay(deployment: Deployment, consumer: string, range: TimeRange, now: Date): ReplayPlan {
  const found = deployment.consumers.find(({ name }) => name === consumer);
  if (!found) {
    const names = deployment.consumers.map(({ name }) => name).join(', ');
    throw new CommandError(`There is no consumer "${consumer}".`, `Consumers of this deployment: ${names || 'none'}.`);
  }
  // At most 64 characters of [.-_A-Za-z0-9] (API reference, StartReplay), unique while AWS remembers it: 90 days.
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 17);
  return { name: `${consumer.slice(0, 40)}-${stamp}`, consumer: found, bus: deployment.bus, ...range };
}

export async function startReplay(
  client: EventBridgeClient,
  { name, consumer, bus, from, to }: ReplayPlan,
): Promise<void> {
  await client.send(
    new StartReplayCommand({
      ReplayName: name,
      Description: `headwater replay to ${consumer.name}`,
      EventSourceArn: bus.archiveArn,
      EventStartTime: from,
      EventEndTime: to,
      Destination: { Arn: bus.arn, FilterArns: [consumer.ruleArn] },
    }),
  );
}

/**
 * Waits until a replay has come to its end, telling how far it is.
 * @throws CommandError when it failed or was cancelled
 */
export async function finishReplay(
  client: EventBridgeClient,
  { name }: ReplayPlan,
  onProgress: (progress: ReplayProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const {
      State = 'STARTING',
      StateReason,
      EventLastReplayedTime,
    } = await client.send(new DescribeReplayCommand({ ReplayName: name }));
    onProgress({ state: State, lastReplayed: EventLastReplayedTime });
    if (State === 'COMPLETED') return;
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new CommandError(
        `Replay ${name} ended as ${State}${StateReason ? `: ${StateReason}` : ''}.`,
        'What it had delivered is applied. Run the same replay again: applying an event twice changes nothing.',
        { exitCode: EXIT.failed },
      );
    }
    await delay(500, undefined, { ...(signal && { signal }) });
  }
}

/** Ends a replay that runs; one that has ended already is left as it is. */
export async function cancelReplay(client: EventBridgeClient, { name }: ReplayPlan): Promise<void> {
  await client.send(new CancelReplayCommand({ ReplayName: name })).catch(() => undefined);
}

export interface Archive {
  /** In the whole archive, as EventBridge counts them: some minutes late on AWS. */
  readonly events: number;
  readonly since: Date;
}

/** @throws CommandError when this cloud has no such archive */
export async function describeArchive(client: EventBridgeClient, { archiveName }: BusOutput): Promise<Archive> {
  try {
    const archive = await client.send(new DescribeArchiveCommand({ ArchiveName: archiveName }));
    return { events: archive.EventCount ?? 0, since: archive.CreationTime ?? new Date(0) };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new CommandError(
      `There is no archive ${archiveName}: nothing can be replayed.`,
      'Deploy again; on an emulator without archives only a backfill can bring rows back.',
      { cause: error },
    );
  }
}
