import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { absenceOf } from '../../shared/domain/change/read-change.ts';
import { sendAll } from '../../shared/runtime/send-rows.ts';
import { countMessages } from '../cloud/queues.ts';
import { sendToConsumer } from '../cloud/senders.ts';
import type { ForgetTarget } from './target.ts';

const SEND_MS = 20_000;

/**
 * Tells the stores that are behind what a consistent read found: no item. Only to consumers whose queue is empty: in one
 * that is not, the deletion itself may wait.
 *
 * @returns the consumers that were told
 */
export async function sendAbsence(
  { session, table, entity, address }: ForgetTarget,
  behind: { readonly search: boolean; readonly analytics: boolean; readonly readAt: number },
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const consumer of session.deployment.consumers) {
    const { name, entities, bufferUrl } = consumer;
    const { keeps } = factsOf(consumer);
    const isBehind = keeps !== 'none' && behind[keeps] && entities.includes(entity.name);
    if (!isBehind || (await countMessages(session.clients.sqs, bufferUrl)) > 0) continue;
    const absence = absenceOf({ entity: entity.name, key: address.key, readAt: behind.readAt }, { cause: 'repair' });
    const deadline = Date.now() + SEND_MS;
    await sendAll([absence], sendToConsumer(session, table.name, name), () => deadline - Date.now());
    told.push(name);
  }
  return told;
}
