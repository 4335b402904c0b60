import { inspectProcess } from './background-process.ts';
import type { CloudPorts } from './environment.ts';
import { LocalCloudError } from './errors.ts';
import { askedPort } from './ports.ts';
import type { Server, Servers } from './servers.ts';

/**
 * The ports to use: where a server runs already, else what its variable says, else the usual one.
 * @throws LocalCloudError PORT_INVALID; RUNNING_ELSEWHERE when the variable asks to move a running server, whose state would be lost
 */
export async function agreePorts({ miniStack, openSearch }: Servers): Promise<CloudPorts> {
  return { miniStack: await agree(miniStack), openSearch: await agree(openSearch) };
}

async function agree(server: Server): Promise<number> {
  const asked = askedPort(server.port);
  const found = await inspectProcess(server.process);
  if (found.kind !== 'alive') return asked ?? server.port.usual;
  const { port } = found.record;
  if (asked === undefined || asked === port) return port;
  const { variable } = server.port;
  throw new LocalCloudError(
    'RUNNING_ELSEWHERE',
    `${server.process.name} runs on port ${port}, but ${variable} asks for ${asked}.`,
    `Unset ${variable} to use the running one, or stop it first: npx headwater down.`,
  );
}
