import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqs } from './support/clients.ts';
import { createFunction } from './support/functions.ts';
import { createQueue, createTable, mapSource, putItem, type Queue } from './support/scene.ts';
import { createWitness } from './support/witness.ts';

interface Sighting {
  readonly started?: string;
  readonly finished?: string;
  readonly bodies?: readonly string[];
}

/** Holds the invocation for as long as a test needs to see what others do meanwhile; nothing waits for its end. */
const slow = `
exports.handler = async ({ Records }) => {
  await tell({ started: 'slow' });
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  await tell({ finished: 'slow' });
};`;

test('row 10: a slow function on one stream does not hold up a function on another', async () => {
  const [slowTable, quickTable] = [await createTable(), await createTable()];
  const witness = await createWitness<Sighting>();
  const slowReader = await createFunction(witness.queue, slow);
  const quickReader = await createFunction(
    witness.queue,
    `exports.handler = async () => { await tell({ finished: 'quick' }); };`,
  );
  await mapSource(slowTable.streamArn, slowReader);
  await mapSource(quickTable.streamArn, quickReader);
  await putItem(slowTable, 'any');
  await witness.until('the slow function runs', (seen) => seen.find(({ started }) => started === 'slow'));

  await putItem(quickTable, 'any');

  await witness.until('the quick function is done', (seen) => seen.find(({ finished }) => finished === 'quick'));
  expect(witness.seen.find(({ finished }) => finished === 'slow')).toBeUndefined();
});

test('row 10: a slow function on a queue runs several times at once, up to its MaximumConcurrency', async () => {
  const source = await createQueue();
  const witness = await createWitness<Sighting>();
  await mapSource(source.arn, await createFunction(witness.queue, slow), {
    BatchSize: 1,
    ScalingConfig: { MaximumConcurrency: 3 },
  });

  await send(source, ['one', 'two', 'three', 'four']);

  await witness.until('three run at once', (seen) =>
    seen.filter(({ started }) => started === 'slow').length === 3 ? true : undefined,
  );
  expect(witness.seen.find(({ finished }) => finished === 'slow')).toBeUndefined();
  await witness.until('one of them ends', (seen) => seen.find(({ finished }) => finished === 'slow'));
});

test('row 10: a queue source gathers a batch of more than ten within its batching window', async () => {
  const source = await createQueue();
  const witness = await createWitness<Sighting>();
  const reader = await createFunction(
    witness.queue,
    'exports.handler = async ({ Records }) => { await tell({ bodies: Records.map(({ body }) => body) }); };',
  );
  const bodies = Array.from({ length: 20 }, (_, index) => `message-${index}`);
  await send(source, bodies.slice(0, 10));
  await send(source, bodies.slice(10));

  await mapSource(source.arn, reader, { BatchSize: 100, MaximumBatchingWindowInSeconds: 3 });

  const first = await witness.until('the first batch', (seen) => seen.at(0)?.bodies);
  expect(first).toHaveLength(bodies.length);
});

async function send(queue: Queue, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
}
