/** Replays as EventBridge knows them: it remembers each for 90 days. */
import {
  CancelReplayCommand,
  DescribeReplayCommand,
  ListReplaysCommand,
  StartReplayCommand,
  type DescribeReplayCommandOutput,
  type EventBridgeClient,
  type Replay,
} from '@aws-sdk/client-eventbridge';
import type { BusOutput, Deployment } from '../../shared/runtime/deployment.ts';
import { OperationError } from '../operation-error.ts';
import type { ReplayPlan } from './plan.ts';

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface ReplayStatus {
  readonly name: string;
  readonly state: ReplayState;
  readonly reason?: string | undefined;
  /** Names of the consumers that it reaches. */
  readonly consumers: readonly string[];
  /** The range in events' time, which begins a minute before the range of the changes. */
  readonly from: Date;
  readonly to: Date;
  /** The time of the last event that was replayed. */
  readonly lastReplayed?: Date | undefined;
  readonly startedAt?: Date | undefined;
  readonly endedAt?: Date | undefined;
}

export async function startReplay(client: EventBridgeClient, plan: ReplayPlan): Promise<void> {
  const { name, consumers, bus, from, to } = plan;
  const names = consumers.map((consumer) => consumer.name).join(', ');
  try {
    await client.send(
      new StartReplayCommand({
        ReplayName: name,
        Description: `headwater replay to ${names}`,
        EventSourceArn: bus.archiveArn,
        EventStartTime: from,
        EventEndTime: to,
        Destination: { Arn: bus.arn, FilterArns: consumers.map(({ ruleArn }) => ruleArn) },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'LimitExceededException') throw error;
    // User guide, replays: "a maximum of 10 active concurrent replays per account per AWS Region".
    throw new OperationError(
      'As many replays run in this account and region as EventBridge allows (10).',
      '`npx headwater replay list` shows those of this deployment. Wait for one to end, or cancel one.',
      { cause: error },
    );
  }
}

/** @throws OperationError when there is no such replay */
export async function describeReplay(
  client: EventBridgeClient,
  name: string,
  deployment: Deployment,
): Promise<ReplayStatus> {
  try {
    return statusOf(await client.send(new DescribeReplayCommand({ ReplayName: name })), deployment);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new OperationError(
      `There is no replay ${name}.`,
      '`npx headwater replay list` shows the replays of this deployment; EventBridge forgets them after 90 days.',
      { cause: error },
    );
  }
}

/** The newest replays from this deployment's archive, newest first. */
export async function listReplays(
  client: EventBridgeClient,
  deployment: Deployment,
  most: number,
): Promise<readonly ReplayStatus[]> {
  const listed = await summaries(client, deployment.bus);
  const names = listed
    .sort((one, other) => (other.ReplayStartTime?.getTime() ?? 0) - (one.ReplayStartTime?.getTime() ?? 0))
    .slice(0, most)
    .flatMap(({ ReplayName }) => ReplayName ?? []);
  // A summary does not say which rules it reaches.
  const found: ReplayStatus[] = [];
  for (const name of names) found.push(await describeReplay(client, name, deployment));
  return found;
}

async function summaries(client: EventBridgeClient, { archiveArn }: BusOutput): Promise<Replay[]> {
  const listed: Replay[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListReplaysCommand({ EventSourceArn: archiveArn, NextToken }));
    listed.push(...(page.Replays ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return listed;
}

/** Asks for the end of a replay. One that has ended already is left as it is. */
export async function cancelReplay(client: EventBridgeClient, name: string): Promise<void> {
  try {
    await client.send(new CancelReplayCommand({ ReplayName: name }));
  } catch (error) {
    // It ended meanwhile. Emulators call that a ValidationException.
    const ended = error instanceof Error && ['IllegalStatusException', 'ValidationException'].includes(error.name);
    if (!ended) throw error;
  }
}

export function hasEnded({ state }: Pick<ReplayStatus, 'state'>): boolean {
  return state === 'COMPLETED' || state === 'CANCELLED' || state === 'FAILED';
}

/** @throws OperationError when a replay ended otherwise than by coming to its end */
export function checkCompleted({ name, state, reason }: ReplayStatus): void {
  if (state === 'COMPLETED') return;
  throw new OperationError(
    `Replay ${name} ended as ${state}${reason ? `: ${reason}` : ''}.`,
    'What it had delivered is applied. Run the same replay again: applying an event twice changes nothing.',
    { isFinding: true },
  );
}

function statusOf(
  {
    ReplayName = '',
    State = 'STARTING',
    StateReason,
    Destination,
    EventStartTime = new Date(0),
    EventEndTime = new Date(0),
    EventLastReplayedTime,
    ReplayStartTime,
    ReplayEndTime,
  }: DescribeReplayCommandOutput,
  { consumers }: Deployment,
): ReplayStatus {
  const rules = Destination?.FilterArns ?? [];
  return {
    name: ReplayName,
    state: State,
    reason: StateReason,
    consumers: rules.map((arn) => consumers.find(({ ruleArn }) => ruleArn === arn)?.name ?? arn),
    from: EventStartTime,
    to: EventEndTime,
    lastReplayed: EventLastReplayedTime,
    startedAt: ReplayStartTime,
    endedAt: ReplayEndTime,
  };
}
