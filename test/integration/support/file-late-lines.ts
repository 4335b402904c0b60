import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { DeployedSession } from '../../../cli/cloud/session.ts';

/** More than one worker may hold a line back. */
const AT_ONCE = 3;

/** MiniStack files what a function logged last with its next invocation, when the machine is busy: invokes each with nothing to do. */
export async function fileLateLines({ clients, deployment }: DeployedSession): Promise<void> {
  const { endpoint, region } = clients.dynamoDb.config;
  const lambda = new LambdaClient({ region, ...(endpoint && { endpoint }) });
  const Payload = Buffer.from(JSON.stringify({ Records: [] }));
  const names = [...deployment.normalizers, ...deployment.consumers].map(({ functionName }) => functionName);
  const calls = names.flatMap((name) => Array.from({ length: AT_ONCE }, () => name));
  await Promise.all(calls.map((FunctionName) => lambda.send(new InvokeCommand({ FunctionName, Payload }))));
}
