import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { planFaults } from './faults.ts';
import type { Pipeline } from './pipeline.ts';

/** Runs something while the bus refuses everything, and Lambda gives up on a batch at its first failure. */
export async function giveUpOnStream({ normalizer }: Pipeline, run: () => Promise<void>): Promise<void> {
  const client = new LambdaClient({});
  const { functionName: FunctionName } = normalizer;
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const UUID = EventSourceMappings[0]?.UUID;
  if (UUID === undefined) throw new Error(`${FunctionName} reads no stream`);
  const configure = async (seconds: number, attempts: number): Promise<void> => {
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: seconds }));
    await client.send(new UpdateEventSourceMappingCommand({ UUID, MaximumRetryAttempts: attempts }));
  };
  // It keeps two seconds back to answer: of three, one is left to publish in.
  await configure(3, 0);
  try {
    await planFaults({ putEvents: { failRate: 1 } });
    await run();
  } finally {
    await planFaults({});
    await configure(60, -1);
  }
}
