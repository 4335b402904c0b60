import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadwaterError } from '../../domain/errors.ts';

/** A function may run for 15 minutes; the connection must wait as long, and must not begin it a second time. */
const PATIENCE_MS = 900_000;

/**
 * Runs a task in an invocation of its own and waits for what it returns.
 * @throws HeadwaterError HW_SNAPSHOT_UNAVAILABLE when it failed
 */
export function createInvokeWorker(functionName: string): (task: object) => Promise<unknown> {
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { requestTimeout: PATIENCE_MS } });
  return async (task) => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ task }) });
    const { FunctionError, Payload } = await client.send(command);
    const text = Payload?.transformToString() ?? 'null';
    if (FunctionError === undefined) return JSON.parse(text) as unknown;
    const { errorType = FunctionError, errorMessage = '' } = JSON.parse(text) as Failure;
    throw new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', `a task of a compaction failed: ${errorType} ${errorMessage}`);
  };
}

interface Failure {
  readonly errorType?: string;
  readonly errorMessage?: string;
}
