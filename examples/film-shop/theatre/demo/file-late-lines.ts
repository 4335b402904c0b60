import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Session } from '../session.ts';

/** More than one worker may hold a line back. */
const AT_ONCE = 3;

/**
 * Makes an emulator file the log lines that it holds back: MiniStack files what a function logged last with its next invocation,
 * when the machine is busy. Invokes every function with nothing to do.
 */
export async function fileLateLines({ clients, deployment }: Pick<Session, 'clients' | 'deployment'>) {
  const Payload = Buffer.from(JSON.stringify({ Records: [] }));
  const functions = [...deployment.normalizers, ...deployment.consumers].map(({ functionName }) => functionName);
  await Promise.all(
    functions.flatMap((FunctionName) =>
      Array.from({ length: AT_ONCE }, () => clients.lambda.send(new InvokeCommand({ FunctionName, Payload }))),
    ),
  );
}
