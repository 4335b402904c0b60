import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerOutput } from '../../shared/runtime/deployment.ts';
import { countMessages } from '../deployment/queues.ts';
import type { Deployed } from '../deployed.ts';
import { OperationError } from '../operation-error.ts';
import { Drained, type Backlog } from './drained.ts';
import { checkCompleted, describeReplay, hasEnded, type ReplayStatus } from './replays.ts';

const BETWEEN_LOOKS_MS = 500;

type Followed = Pick<Deployed, 'clients' | 'deployment' | 'onProgress'>;

/**
 * Follows a replay until EventBridge has sent its last event. Aborting `signal` leaves it running.
 * @throws OperationError when it failed or was cancelled
 */
export async function followReplay(
  { clients, deployment, onProgress }: Followed,
  name: string,
  signal: AbortSignal,
): Promise<ReplayStatus> {
  for (;;) {
    signal.throwIfAborted();
    const status = await describeReplay(clients.eventBridge, name, deployment);
    const ended = hasEnded(status);
    onProgress({ of: 'replay', step: 'sends', name, status, done: ended });
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
 * @throws OperationError when a buffer does not get shorter
 */
export async function followConsumers(
  deployed: Followed,
  consumers: readonly ConsumerOutput[],
  before: Backlog,
  signal: AbortSignal,
): Promise<void> {
  const drained = new Drained(before);
  let [taken, since] = [0, Date.now()];
  for (;;) {
    signal.throwIfAborted();
    const waiting = await readBacklog(deployed, consumers);
    const done = drained.look(waiting);
    if (drained.taken > taken) [taken, since] = [drained.taken, Date.now()];
    if (!done && Date.now() - since > STANDSTILL_MS) throw standstill(waiting);
    const messages = [...waiting].map(([consumer, messages]) => ({ consumer, messages }));
    deployed.onProgress({ of: 'replay', step: 'drains', waiting: messages, done });
    if (done) return;
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

function standstill(waiting: Backlog): OperationError {
  const names = [...waiting].filter(([, messages]) => messages > 0).map(([name]) => name);
  return new OperationError(
    `The replay has ended, but ${names.join(', ')} took nothing from the buffer for five minutes.`,
    "Nothing is lost: messages wait up to 7 days. Look at the consumer's log and its store; `npx headwater status` shows the buffers.",
    { isFinding: true },
  );
}
