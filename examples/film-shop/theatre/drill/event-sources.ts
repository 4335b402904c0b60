import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { PlayFailure } from '../failure.ts';
import { waitUntil } from '../story/wait.ts';
import type { DrillDay } from './drill-day.ts';

type Waiting = Pick<DrillDay, 'session' | 'story' | 'signal'>;

/** What a function reads: each of the film shop's reads one queue or stream. @throws PlayFailure when it reads nothing */
export async function eventSourceOf(
  { session }: Pick<DrillDay, 'session'>,
  functionName: string,
): Promise<EventSourceMappingConfiguration & { readonly UUID: string }> {
  const command = new ListEventSourceMappingsCommand({ FunctionName: functionName });
  const { EventSourceMappings: [mapping] = [] } = await session.clients.lambda.send(command);
  if (mapping?.UUID !== undefined) return { ...mapping, UUID: mapping.UUID };
  throw new PlayFailure(`${functionName} reads nothing.`, 'Deploy again: npx headwater down, npx headwater up.');
}

/** Lets a function read or makes it stop, and waits until it does. */
export async function enableEventSource(day: Waiting, functionName: string, enabled: boolean): Promise<void> {
  const { UUID } = await eventSourceOf(day, functionName);
  const { lambda } = day.session.clients;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
  await untilState(day, UUID, enabled ? 'Enabled' : 'Disabled');
}

/** Makes a function read another stream, with the settings that it read the old one with, from the stream's beginning. */
export async function moveEventSource(day: Waiting, functionName: string, streamArn: string): Promise<void> {
  const old = await eventSourceOf(day, functionName);
  if (old.EventSourceArn === streamArn) return;
  const { lambda } = day.session.clients;
  const made = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: functionName,
      EventSourceArn: streamArn,
      // LATEST would lose what is written between the stream's making and the mapping's.
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: old.BatchSize,
      MaximumBatchingWindowInSeconds: old.MaximumBatchingWindowInSeconds,
      ParallelizationFactor: old.ParallelizationFactor,
      BisectBatchOnFunctionError: old.BisectBatchOnFunctionError,
      MaximumRecordAgeInSeconds: old.MaximumRecordAgeInSeconds,
      MaximumRetryAttempts: old.MaximumRetryAttempts,
      FunctionResponseTypes: old.FunctionResponseTypes,
      DestinationConfig: old.DestinationConfig,
      MetricsConfig: old.MetricsConfig,
    }),
  );
  if (made.UUID !== undefined) await untilState(day, made.UUID, 'Enabled');
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID: old.UUID }));
}

function untilState(day: Waiting, UUID: string, state: 'Enabled' | 'Disabled'): Promise<string> {
  return waitUntil(day, `the event source is ${state.toLowerCase()}`, async () => {
    return (await stateOf(day.session.clients.lambda, UUID)) === state;
  });
}

async function stateOf(lambda: LambdaClient, UUID: string): Promise<string | undefined> {
  return (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
}
