/** The functions of the pipeline, run on the world: the code is what is deployed, its clients are the world's. */
import type { DynamoDBBatchResponse, SQSBatchResponse } from 'aws-lambda';
import { normalize } from '../../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { createEventBridgePublisher } from '../../../shared/adapters/eventbridge/change-publisher.ts';
import type { ReceivedQueueMessage } from '../../../shared/adapters/memory/queue.ts';
import { createSqsDeadLetters } from '../../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../../shared/adapters/sqs/redelivery.ts';
import type { ChangePublisher, PublishResult } from '../../../shared/ports/change-publisher.ts';
import { consume } from '../../../shared/runtime/consume.ts';
import type { OutcomeCounter } from '../../../shared/runtime/metrics.ts';
import { putEventsOf, queueClient } from './aws.ts';
import { Invocation, type Fate } from './invocation.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { liftTo } from '../../../shared/domain/lift.ts';
import { ENTITIES, shop } from './shop.ts';
import { changeIds, checkAcknowledged, noteLetters } from './watch.ts';
import { sqsRecord, type Lane, type Running, type SimulatedConsumer, type World } from './world.ts';

const NAMES = new Set(ENTITIES.map(({ name }) => name));
const reader = new StreamRecordReader(shop);

/** Reads the next records of a lane and publishes them; goes on with what was paused there. */
export async function runNormalizer(world: World, lane: Lane, most: number, fates: readonly Fate[]): Promise<void> {
  const records = lane.records.slice(lane.read, lane.read + most).map(({ record }) => record as StreamRecord);
  if (lane.busy || records.length === 0) return;
  const invocation = new Invocation<DynamoDBBatchResponse>(`normalizer of lane ${lane.name}`, world.tell);
  const ids = records.map(({ eventID }) => eventID).join(' ');
  world.tell(`${invocation.name} reads ${ids}`);
  const counter = countingCounter();
  const ports = {
    table: shop,
    reader,
    publisher: publisherOf(invocation, world),
    claims: new MemoryClaimStore(),
    rejected: createSqsDeadLetters(queueClient(invocation, new Map([['rejected', world.rejected]])), 'rejected'),
    counter,
  };
  lane.busy = invocation;
  invocation.start(() => normalize(records, ports, attempts(3)));
  const finish = (): void => {
    delete lane.busy;
    if (invocation.progress === 'crashed') return;
    const again = invocation.answer?.batchItemFailures[0]?.itemIdentifier;
    const from = records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === again);
    if (from >= 0) world.tell(`${invocation.name} reports failures from ${records[from]?.eventID ?? ''} on`);
    lane.read += from >= 0 ? from : records.length;
    const counted = records.reduce((sum, { eventID = '' }) => {
      const expected = world.truth.expected.get(eventID);
      return sum + Math.max(1, (expected?.published.length ?? 0) + (expected?.rejected ? 1 : 0));
    }, 0);
    if (counter.total !== counted) world.fault(`the normalizer counts ${counter.total} outcomes of ${counted}`);
  };
  await run(world, { invocation, finish }, fates);
}

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
  const queues = queueClient(
    invocation,
    new Map([
      ['buffer', consumer.buffer],
      ['dead', consumer.deadLetters],
    ]),
  );
  const settled = new Set<string>();
  const counter = countingCounter();
  const apply = consumer.store.apply(invocation);
  const options = {
    consumer: consumer.name,
    entities: NAMES,
    lift: liftTo(ENTITIES),
    apply: async (changes: Parameters<typeof apply>[0]) => {
      const outcomes = await apply(changes);
      for (const [index, { id }] of changes.entries()) {
        if (['applied', 'stale', 'suppressed'].includes(outcomes[index]?.status ?? '')) settled.add(id);
      }
      return outcomes;
    },
    deadLetters: createSqsDeadLetters(queues, 'dead'),
    redelivery: createSqsRedelivery(queues, 'buffer', () => 0.5),
    counter,
  };
  const work = async (): Promise<SQSBatchResponse> => {
    const response = await consume({ Records: messages.map(sqsRecord) }, options);
    noteLetters(consumer);
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
  await run(world, { invocation, finish: () => undefined }, fates);
}

/** Publishes scanned pages, as a backfill does; what was not published stays for the next time. */
export async function runBackfill(world: World, most: number, fates: readonly Fate[]): Promise<void> {
  const pages = world.pages.slice(0, most);
  if (pages.length === 0) return;
  const invocation = new Invocation<readonly PublishResult[]>('backfill', world.tell);
  world.tell(`backfill publishes ${pages.length} pages`);
  invocation.start(() =>
    publisherOf(invocation, world).publish(
      pages.map(({ event }) => event),
      attempts(2),
    ),
  );
  const finish = (): void => {
    for (const [index, page] of pages.entries()) {
      const at = world.pages.indexOf(page);
      if (invocation.answer?.[index]?.published && at >= 0) world.pages.splice(at, 1);
    }
  };
  await run(world, { invocation, finish }, fates);
}

export async function resume(world: World, running: Running, fates: readonly Fate[]): Promise<void> {
  world.tell(`${running.invocation.name} goes on`);
  world.running.delete(running);
  await run(world, running, fates);
}

async function run(world: World, running: Running, fates: readonly Fate[]): Promise<void> {
  await running.invocation.advance(fates);
  if (running.invocation.progress === 'paused') world.running.add(running);
  else running.finish();
}

function publisherOf(invocation: Invocation<unknown>, world: World): ChangePublisher {
  return createEventBridgePublisher({
    putEvents: putEventsOf(invocation, world),
    concurrency: 1,
    random: () => 0.5,
    pause: () => Promise.resolve(),
  });
}

/** Time for so many attempts to publish. */
function attempts(most: number): () => number {
  // The publisher asks before each attempt, and before each pause between two.
  let asked = 0;
  return () => {
    asked += 1;
    return asked < 2 * most ? 1_000 : 0;
  };
}

function countingCounter(): OutcomeCounter & { readonly total: number } {
  let total = 0;
  return {
    get total() {
      return total;
    },
    // What came in and what is settled are no outcomes.
    count: (_entity, metric) => {
      if (metric !== 'Received' && metric !== 'Settled') total += 1;
    },
    flush: () => undefined,
  };
}

function named({ id, body }: ReceivedQueueMessage): string {
  return `${id} (${changeIds(body).join(' ') || 'a strange message'})`;
}
