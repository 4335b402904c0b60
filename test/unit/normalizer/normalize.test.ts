import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { normalize } from '../../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import type { ChangeEventDetail } from '../../../shared/domain/change/event.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';
import { filmItem, stockItem, streamRecord } from '../../support/stream-records.ts';

function normalizer(publisher = new MemoryPublisher()) {
  const table = tableOf(config, 'shop');
  const rejected = new MemoryDeadLetters();
  const counter = recordingCounter();
  const told: string[] = [];
  const ports = {
    table,
    reader: new StreamRecordReader(table),
    publisher,
    rejected,
    counter,
    claims: new MemoryClaimStore(),
    tell: (line: string) => void told.push(line),
  };
  return {
    publisher,
    rejected,
    counter,
    told,
    run: (records: Parameters<typeof normalize>[0]) => normalize(records, ports, () => 1_000),
  };
}

const busIsDown = { published: false, reason: { code: 'HW_PUBLISH_FAILED', message: 'down' } } as const;

test('good records are published, packed by entity and operation', async () => {
  const { publisher, run, counter } = normalizer();
  const records = [1, 2, 3].map((n) => streamRecord(n, { after: filmItem(`f${n}`) }));

  const response = await run([...records, streamRecord(4, { after: stockItem('f1', 'berlin', 2) })]);

  expect(response.batchItemFailures).toEqual([]);
  expect(publisher.published.map(({ detailType, size }) => [detailType, size])).toEqual([
    ['film.created', 3],
    ['stock.created', 1],
  ]);
  expect(counter.counts).toEqual({ 'film Published': 3, 'stock Published': 1 });
});

test('a poison record goes to the rejected queue with its reason, and the rest of the batch is published', async () => {
  const { publisher, rejected, run, counter } = normalizer();
  const poison = streamRecord(2, { after: filmItem('f2', { title: { NULL: true } }) });

  const response = await run([
    streamRecord(1, { after: filmItem('f1') }),
    poison,
    streamRecord(3, { after: filmItem('f3') }),
  ]);

  expect(response.batchItemFailures).toEqual([]);
  expect(publisher.published[0]?.size).toBe(2);
  expect(rejected.letters).toMatchObject([
    { stage: 'normalizer', entity: 'film', key: 'f2', reason: { field: '/title' }, payload: { eventID: 'event-2' } },
  ]);
  expect(counter.counts).toEqual({ 'film Published': 2, 'film Rejected': 1 });
});

test('why records come again is told: the bus, or the rejected queue', async () => {
  const { run, told, rejected } = normalizer(new MemoryPublisher(() => busIsDown));
  rejected.down = true;
  await run([
    streamRecord(1, { after: filmItem('f1') }),
    streamRecord(2, { after: filmItem('f2', { title: { NULL: true } }) }),
  ]);

  expect(told).toEqual([
    '1 changes could not be published now: HW_PUBLISH_FAILED: down',
    '1 rejections could not be stored, and their changes are tried again: HeadwaterError: the dead-letter queue is down',
  ]);
});

test('what the bus did not take is reported from its lowest sequence number', async () => {
  const { run, counter } = normalizer(
    new MemoryPublisher(({ detailType }) => (detailType.startsWith('stock') ? busIsDown : undefined)),
  );
  const records = [
    streamRecord(1, { after: filmItem('f1') }),
    streamRecord(2, { after: stockItem('f1', 'berlin', 1) }),
    streamRecord(3, { after: filmItem('f3') }),
    streamRecord(4, { after: stockItem('f1', 'paris', 1) }),
  ];

  const response = await run(records);

  expect(response.batchItemFailures).toEqual([{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }]);
  expect(counter.counts).toEqual({ 'film Published': 2, 'stock Retry': 2 });
});

test('what the bus will never take is rejected, not retried', async () => {
  const refusal = { published: false, reason: { code: 'HW_EVENT_REFUSED', message: 'MalformedDetail' } } as const;
  const { rejected, run } = normalizer(new MemoryPublisher(() => refusal));

  const response = await run([streamRecord(1, { after: filmItem('f1') })]);

  expect(response.batchItemFailures).toEqual([]);
  expect(rejected.letters).toMatchObject([{ key: 'f1', reason: refusal.reason }]);
});

test('a rejected record that cannot be stored comes again: it is not lost', async () => {
  const { rejected, run } = normalizer();
  rejected.down = true;
  const poison = streamRecord(2, { after: filmItem('f2', { title: { NULL: true } }) });

  const response = await run([streamRecord(1, { after: filmItem('f1') }), poison]);

  expect(response.batchItemFailures).toEqual([{ itemIdentifier: poison.dynamodb?.SequenceNumber }]);
});

test('the same record gives the same event id on a retry', async () => {
  const { publisher, run } = normalizer();
  const record = streamRecord(1, { after: filmItem('f1') });

  await run([record]);
  await run([record]);

  const ids = publisher.published.flatMap(({ detail }) =>
    (JSON.parse(detail) as ChangeEventDetail).changes.map(({ id }) => id),
  );
  expect(ids).toEqual(['event-1', 'event-1']);
});

test('a record rejected for what its item became still publishes the deletion of what it was, and both are counted', async () => {
  const { publisher, rejected, run, counter } = normalizer();
  const turned = streamRecord(1, {
    before: filmItem('f1'),
    after: { ...filmItem('f1'), sk: { S: 'STOCK#berlin' }, quantity: { S: 'many' } },
  });

  await run([turned]);

  expect(publisher.published.map(({ detailType }) => detailType)).toEqual(['film.deleted']);
  expect(rejected.letters).toMatchObject([{ entity: 'stock' }]);
  expect(counter.counts).toEqual({ 'film Published': 1, 'stock Rejected': 1 });
});

test.each([
  ['reject', { 'unknown Rejected': 1 }, 1],
  ['ignore', { 'unknown Ignored': 1 }, 0],
] as const)(
  'an item that nobody knows any more leaves the stores and is counted (%s)',
  async (unknownItems, counted, letters) => {
    const noted = defineEntity({
      name: 'noted',
      recognise: { attribute: 'type', equals: 'noted' },
      fields: { words: keyword() },
    });
    const table = {
      name: 'notes',
      partitionKey: { name: 'pk', type: 'string' },
      entities: [noted],
      unknownItems,
    } as const;
    const [publisher, rejected, counter] = [new MemoryPublisher(), new MemoryDeadLetters(), recordingCounter()];
    const ports = { table, reader: new StreamRecordReader(table), publisher, rejected, counter };
    const before = { pk: { S: 'n1' }, type: { S: 'noted' }, words: { S: 'hm' } };
    const record = streamRecord(1, { before, after: { ...before, type: { S: 'strange' } } });

    await normalize([record], { ...ports, claims: new MemoryClaimStore() }, () => 1_000);

    expect(publisher.published.map(({ detailType }) => detailType)).toEqual(['noted.deleted']);
    expect(counter.counts).toEqual({ 'noted Published': 1, ...counted });
    expect(counter.ledger).toEqual({ 'noted Received': 1, 'unknown Received': 1 });
    expect(rejected.letters).toHaveLength(letters);
  },
);

test('what is no record at all gets a letter with it alone: a long text is not taken apart', async () => {
  const { rejected, run } = normalizer();
  const text = 'x'.repeat(2_000_000);

  await run([text as unknown as StreamRecord]);

  expect(rejected.letters).toMatchObject([{ payload: text }]);
  expect(rejected.letters[0]?.reducedPayload).toBeUndefined();
});
