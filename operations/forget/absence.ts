import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { absenceOf } from '../../shared/domain/change/read-change.ts';
import { sendAll } from '../../shared/runtime/send-rows.ts';
import { countMessages } from '../deployment/queues.ts';
import { sendToConsumer } from '../deployment/senders.ts';
import type { ForgetTarget } from './target.ts';

const SEND_MS = 20_000;

/**
 * Tells the stores that are behind what a consistent read found: no item. Only to consumers whose queue is empty: in one
 * that is not, the deletion itself may wait.
 *
 * @returns the consumers that were told
 */
export async function sendAbsence(
  { deployed, table, entity, address }: ForgetTarget,
  behind: { readonly search: boolean; readonly analytics: boolean; readonly readAt: number },
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const consumer of deployed.deployment.consumers) {
    const { name, entities, bufferUrl } = consumer;
    const { keeps } = factsOf(consumer);
    const isBehind = keeps !== 'none' && behind[keeps] && entities.includes(entity.name);
    if (!isBehind || (await countMessages(deployed.clients.sqs, bufferUrl)) > 0) continue;
    const absence = absenceOf({ entity: entity.name, key: address.key, readAt: behind.readAt }, { cause: 'repair' });
    const deadline = Date.now() + SEND_MS;
    await sendAll([absence], sendToConsumer(deployed, table.name, name), () => deadline - Date.now());
    told.push(name);
  }
  return told;
}
