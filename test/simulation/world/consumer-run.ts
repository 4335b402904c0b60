/** Runs of the consumers, as their handlers wire them: the code is what is deployed, its clients are the world's. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { ReceivedQueueMessage } from '../../../shared/adapters/memory/queue.ts';
import { createSqsDeadLetters } from '../../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../../shared/adapters/sqs/redelivery.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { viewOf } from '../../../shared/domain/change/view.ts';
import { consume, type ConsumeOptions } from '../../../shared/runtime/consume.ts';
import type { Apply } from '../../../shared/runtime/prepare.ts';
import { rejectOutlived } from '../../../shared/runtime/reject-outlived.ts';
import { queueClient } from './aws.ts';
import { claimsOf } from './claims.ts';
import { Invocation, type Fate } from './invocation.ts';
import { ENTITY_NAMES, RELEASES } from './shop.ts';
import { countingCounter, run } from './stages.ts';
import { changeIds, checkAcknowledged, checkLifted, noteLetters } from './watch.ts';
import type { SimulatedConsumer, World } from './world.ts';

const NAMES: ReadonlySet<string> = new Set(ENTITY_NAMES);
const LIFTS = { 1: liftTo(RELEASES[1].entities), 2: liftTo(RELEASES[2].entities) };
const VIEWS = { 1: viewOf(RELEASES[1].filters), 2: viewOf(RELEASES[2].filters) };

/** Receives messages from a consumer's buffer, applies them and acknowledges them. */
export async function runConsumer(
  world: World,
  consumer: SimulatedConsumer,
  messages: readonly ReceivedQueueMessage[],
  fates: readonly Fate[],
): Promise<void> {
  if (messages.length === 0) return;
  const invocation = new Invocation<SQSBatchResponse>(`${consumer.name} consumer`, world.tell);
  world.tell(`${invocation.name} receives ${messages.map(named).join(', ')}`);
  const settled = new Set<string>();
  const counter = countingCounter();
  const options = { ...optionsOf(world, consumer, invocation, settled), counter };
  const work = async (): Promise<SQSBatchResponse> => {
    const response = await consume({ Records: messages.map(sqsRecord) }, options);
    noteLetters(world, consumer);
    // A strange message is rejected as one.
    const received = messages.reduce((sum, { body }) => sum + Math.max(1, changeIds(body).length), 0);
    if (counter.total !== received) world.fault(`${consumer.name} counts ${counter.total} outcomes of ${received}`);
    const again = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ id }) => !again.has(id));
    if (done.length === 0) return response;
    const acknowledge = (): void => {
      for (const message of done) {
        checkAcknowledged(world, consumer, message, settled);
        consumer.buffer.delete(message.receiptHandle);
      }
    };
    await invocation.effect(
      `acknowledging ${done.map(({ id }) => id).join(' ')}`,
      (extent) => {
        if (extent === 'all') acknowledge();
      },
      () => undefined,
    );
    return response;
  };
  invocation.start(work);
  await run(world, { invocation, since: world.now, finish: () => undefined }, fates);
}

/** @param settled takes in the ids of changes that the store has taken, or knows already */
function optionsOf(
  world: World,
  consumer: SimulatedConsumer,
  invocation: Invocation<unknown>,
  settled: Set<string>,
): Omit<ConsumeOptions, 'counter'> {
  const { name, version, filtered, store } = consumer;
  const queues = queueClient(
    invocation,
    new Map([
      ['buffer', consumer.buffer],
      ['dead', consumer.deadLetters],
    ]),
  );
  const storing = store.apply(invocation, version);
  const apply: Apply = async (changes) => {
    checkLifted(world, consumer, version, changes);
    const outcomes = await storing(changes);
    for (const [index, { id }] of changes.entries()) {
      if (['applied', 'stale', 'suppressed'].includes(outcomes[index]?.status ?? '')) settled.add(id);
    }
    return outcomes;
  };
  return {
    consumer: name,
    entities: NAMES,
    lift: LIFTS[version],
    view: filtered ? VIEWS[version] : undefined,
    claims: claimsOf(invocation, world),
    // A history takes whatever comes, however late.
    apply: store === world.history ? apply : rejectOutlived({}, apply, () => world.now),
    deadLetters: createSqsDeadLetters(queues, 'dead'),
    redelivery: createSqsRedelivery(queues, 'buffer', () => 0.5),
  };
}

function named({ id, body }: ReceivedQueueMessage): string {
  return `${id} (${changeIds(body).join(' ') || 'a strange message'})`;
}

function sqsRecord({ id, body, receives, receiptHandle }: ReceivedQueueMessage): SQSRecord {
  const attributes = { ApproximateReceiveCount: String(receives) };
  return { messageId: id, body, receiptHandle, attributes } as SQSRecord;
}
