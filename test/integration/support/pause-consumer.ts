import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { ConsumerOutput } from '../../../shared/runtime/deployment.ts';
import { until } from '../../support/until.ts';

/** Runs something while a consumer reads nothing. */
export async function pauseConsumer({ functionName }: ConsumerOutput, run: () => Promise<void>): Promise<void> {
  const client = new LambdaClient({});
  const { EventSourceMappings = [] } = await client.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  const UUID = EventSourceMappings[0]?.UUID;
  if (UUID === undefined) throw new Error(`${functionName} reads no queue`);
  const enable = async (Enabled: boolean): Promise<void> => {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    await until(`the mapping is ${Enabled ? 'enabled' : 'disabled'}`, async () => {
      const { EventSourceMappings: [mapping] = [] } = await client.send(
        new ListEventSourceMappingsCommand({ FunctionName: functionName }),
      );
      return mapping?.State === (Enabled ? 'Enabled' : 'Disabled') || undefined;
    });
  };
  await enable(false);
  try {
    await run();
  } finally {
    await enable(true);
  }
}
