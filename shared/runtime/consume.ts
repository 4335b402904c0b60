import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeliveredChange } from '../domain/change/claim.ts';
import type { DeliveredEvent } from '../domain/change/event.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { DeadLetter, DeadLetters } from '../ports/dead-letters.ts';
import type { ReceivedMessage, Redelivery } from '../ports/redelivery.ts';
import { eventOfOne, readEvent } from './delivered-event.ts';
import { METRIC_OF, type OutcomeCounter } from './metrics.ts';
import { applyPrepared, type Preparation } from './prepare.ts';
import { answersPublished, SETTLED_BEFORE } from './settled.ts';
import { tellRefused, tellRetries, type Tell } from './tell-retries.ts';
import { noteWait, withinRetention } from './wait.ts';

export interface ConsumeOptions extends Preparation {
  /** The consumer's name in headwater.config.ts. */
  readonly consumer: string;
  readonly entities: ReadonlySet<string>;
  /** What the dead letter of a rejected change carries. @default the change */
  readonly inLetter?: (change: DeliveredChange) => DeliveredChange;
  readonly deadLetters: DeadLetters;
  readonly redelivery: Redelivery;
  readonly counter: OutcomeCounter;
  /** Told why changes come again. @default nobody */
  readonly tell?: Tell;
}

/** One change of a batch, with the message it came in. */
interface Delivery {
  readonly messageId: string;
  readonly event: DeliveredEvent;
  /** As it came: what a dead letter holds, so that a redrive reads it anew. */
  readonly change: DeliveredChange;
}

/**
 * Runs one batch of queue messages: reads their events, applies all their changes at once, puts each rejected change into
 * the DLQ by itself, and reports the messages to be delivered again. A message leaves its queue only when each of its
 * changes is applied, stale, or safe in the DLQ.
 */
export async function consume({ Records }: SQSEvent, options: ConsumeOptions): Promise<SQSBatchResponse> {
  const deliveries: Delivery[] = [];
  const letters: (DeadLetter & { readonly messageId: string })[] = [];
  for (const { messageId, body } of Records) {
    const read = readEvent(body);
    if (read.status === 'malformed') {
      letters.push({ messageId, ...malformedLetter(options.consumer, messageId, body, read.problem) });
      for (const metric of ['Received', 'Rejected'] as const) options.counter.count('unknown', metric);
      continue;
    }
    for (const { entity, problem, alone } of read.faults.filter((fault) => options.entities.has(fault.entity))) {
      letters.push({ messageId, ...malformedLetter(options.consumer, messageId, alone, problem) });
      for (const metric of ['Received', 'Rejected'] as const) options.counter.count(entity, metric);
    }
    const wanted = read.changes.filter(({ entity }) => options.entities.has(entity));
    deliveries.push(...wanted.map((change) => ({ messageId, event: read.event, change })));
    for (const { entity } of wanted) options.counter.count(entity, 'Received');
  }
  const outcomes = withinRetention(await applyPrepared(deliveries, options), deliveries, Records);
  const waits = new Map<string, number>();
  const again = new Set<string>();
  deliveries.forEach((delivery, index) => {
    // A missing outcome would be a bug of the consumer: losing the change would be worse than applying it twice.
    const status = outcomes[index]?.status ?? 'retry';
    const outcome = outcomes[index];
    if (outcome?.status === 'rejected')
      letters.push({ messageId: delivery.messageId, ...letterOf(options, delivery, outcome) });
    if (status === 'retry') again.add(delivery.messageId);
    noteWait(waits, delivery.messageId, outcome);
    options.counter.count(delivery.change.entity, METRIC_OF[status]);
  });
  const { tell = () => undefined } = options;
  tellRetries(outcomes, tell);
  await putLetters(options.deadLetters, letters, again, tell);
  const before = new Set(Records.filter(wasSettledBefore).map(({ messageId }) => messageId));
  for (const { messageId, event, change } of deliveries) {
    const settled = !again.has(messageId) && answersPublished(change, event, before.has(messageId));
    if (settled) options.counter.count(change.entity, 'Settled');
  }
  const returning = Records.filter(({ messageId }) => again.has(messageId));
  await options.redelivery.delay(returning.map((record) => received(record, waits.get(record.messageId))));
  options.counter.flush();
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
}

function wasSettledBefore({ messageAttributes = {} }: Partial<SQSEvent['Records'][number]>): boolean {
  return SETTLED_BEFORE in messageAttributes;
}

function received({ receiptHandle, attributes }: SQSRecord, afterSeconds: number | undefined): ReceivedMessage {
  const receives = Number(attributes.ApproximateReceiveCount) || 1;
  return { receiptHandle, receives, ...(afterSeconds !== undefined && { afterSeconds }) };
}

async function putLetters(
  deadLetters: DeadLetters,
  letters: readonly (DeadLetter & { readonly messageId: string })[],
  again: Set<string>,
  tell: Tell,
): Promise<void> {
  // A message that comes again brings its rejected changes again: they are put into the DLQ once, with the last delivery.
  const settled = letters.filter(({ messageId }) => !again.has(messageId));
  if (settled.length === 0) return;
  try {
    await deadLetters.put(settled.map(({ messageId, ...letter }) => letter));
  } catch (error) {
    tellRefused(`${settled.length} dead letters could not be written`, error, tell);
    for (const { messageId } of settled) again.add(messageId);
  }
}

function letterOf(
  { consumer, inLetter = (change) => change }: ConsumeOptions,
  { event, change }: Delivery,
  { reason }: Extract<Outcome, { status: 'rejected' }>,
): DeadLetter {
  return {
    stage: consumer,
    reason,
    entity: change.entity,
    key: change.key,
    ...('position' in change && { position: change.position }),
    payload: eventOfOne(event, inLetter(change)),
  };
}

function malformedLetter(consumer: string, messageId: string, body: string, problem: string): DeadLetter {
  const reason = { code: 'HW_EVENT_MALFORMED', message: `message ${messageId}: ${problem}` } as const;
  return { stage: consumer, reason, payload: body };
}
