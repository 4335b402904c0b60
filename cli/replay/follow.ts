import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerOutput } from '../../shared/runtime/deployment.ts';
import { countMessages } from '../cloud/queues.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT } from '../errors.ts';
import { grouped } from '../output/table.ts';
import { describeProgress } from '../output/replay.ts';
import { Drained, type Backlog } from './drained.ts';
import { checkCompleted, describeReplay, hasEnded, type ReplayStatus } from './replays.ts';

const BETWEEN_LOOKS_MS = 500;

type Followed = Pick<DeployedSession, 'clients' | 'deployment' | 'terminal'>;

/**
 * Shows a replay's progress until EventBridge has sent its last event. Aborting `signal` leaves it running.
 * @throws CommandError when it failed or was cancelled
 */
export async function followReplay(
  { clients, deployment, terminal }: Followed,
  name: string,
  signal: AbortSignal,
): Promise<ReplayStatus> {
  for (;;) {
    signal.throwIfAborted();
    const status = await describeReplay(clients.eventBridge, name, deployment);
    const ended = hasEnded(status);
    const text = describeProgress(status, new Date());
    terminal.log({ step: `replay ${name}`, state: ended ? 'done' : 'running', text });
    if (ended) {
      checkCompleted(status);
      return status;
    }
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

export async function readBacklog({ clients }: Pick<Followed, 'clients'>, consumers: readonly ConsumerOutput[]) {
  const counts = consumers.map(
    async ({ name, bufferUrl }) => [name, await countMessages(clients.sqs, bufferUrl)] as const,
  );
  return new Map(await Promise.all(counts)) satisfies Backlog;
}

/** A consumer that takes nothing for so long is not well. */
const STANDSTILL_MS = 300_000;
/**
 * Waits until the consumers have done what a replay left them.
 *
 * @param before what waited for them before the replay
 * @throws CommandError when a buffer does not get shorter
 */
export async function followConsumers(
  session: Followed,
  consumers: readonly ConsumerOutput[],
  before: Backlog,
  signal: AbortSignal,
): Promise<void> {
  const drained = new Drained(before);
  let [taken, since] = [0, Date.now()];
  for (;;) {
    signal.throwIfAborted();
    const waiting = await readBacklog(session, consumers);
    const done = drained.look(waiting);
    if (drained.taken > taken) [taken, since] = [drained.taken, Date.now()];
    if (!done && Date.now() - since > STANDSTILL_MS) throw standstill(waiting);
    const text = [...waiting].map(([name, messages]) => `${grouped(messages)} messages wait for ${name}`).join(', ');
    session.terminal.log({ step: 'consumers', state: done ? 'done' : 'running', text });
    if (done) return;
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

function standstill(waiting: Backlog): CommandError {
  const names = [...waiting].filter(([, messages]) => messages > 0).map(([name]) => name);
  return new CommandError(
    `The replay has ended, but ${names.join(', ')} took nothing from the buffer for five minutes.`,
    "Nothing is lost: messages wait up to 7 days. Look at the consumer's log and its store; `npx headwater status` shows the buffers.",
    { exitCode: EXIT.failed },
  );
}
