import { countMessages } from './messages.ts';
import type { PlayedDay } from './played-day.ts';
import { waitUntil } from './wait.ts';

/** Messages of each consumer's buffer, waiting or in flight. */
export async function buffered({ session }: Pick<PlayedDay, 'session'>): Promise<Readonly<Record<string, number>>> {
  const { clients, deployment } = session;
  const counts = deployment.consumers.map(
    async ({ name, bufferUrl }) => [name, await countMessages(clients.sqs, bufferUrl)] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

/** The lines of `headwater status` about buffers. */
export async function describeBuffers(day: Pick<PlayedDay, 'session'>): Promise<string> {
  const counts = Object.entries(await buffered(day));
  return counts.map(([name, messages]) => `buffer    ${name.padEnd(9)}  ${messages}`).join('\n');
}

export function untilBuffersAreEmpty(day: PlayedDay): Promise<string> {
  return waitUntil(day, 'no message waits in any buffer', async () =>
    Object.values(await buffered(day)).every((messages) => messages === 0),
  );
}
