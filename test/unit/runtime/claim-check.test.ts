import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { normalize } from '../../../functions/normalizer/normalize.ts';
import type { Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import config from '../../fixtures/shop/headwater.config.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import type { Claim } from '../../../shared/domain/change/claim.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import type { ChangeEvent } from '../../../shared/domain/change/event.ts';
import { APPLIED } from '../../../shared/domain/delivery/outcome.ts';
import { film, stock } from '../../fixtures/shop/entities.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { consume } from '../../../shared/runtime/consume.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';
import { filmItem, streamRecord } from '../../support/stream-records.ts';

const table = tableOf(config, 'shop');
const long = 'A film of a great many words. '.repeat(10_000);

function pipeline() {
  const claims = new MemoryClaimStore();
  const publisher = new MemoryPublisher();
  const rejected = new MemoryDeadLetters();
  const deadLetters = new MemoryDeadLetters();
  const applied: Change[] = [];
  const counter = recordingCounter();
  const write = (...items: { before?: Item; after?: Item }[]) =>
    normalize(
      items.map((images, index) => streamRecord(index + 1, images)),
      { table, reader: new StreamRecordReader(table), publisher, rejected, counter, claims },
      () => 1_000,
    );
  const deliver = (withClaims = true) =>
    consume({ Records: publisher.published.map(message) } as unknown as SQSEvent, {
      consumer: 'search',
      entities: new Set(['film', 'stock']),
      lift: liftTo([film, stock]),
      apply: (changes) => {
        applied.push(...changes);
        return Promise.resolve(changes.map(() => APPLIED));
      },
      ...(withClaims && { claims }),
      deadLetters,
      redelivery: { delay: () => Promise.resolve() },
      counter,
    });
  return { claims, publisher, rejected, deadLetters, applied, counter, write, deliver };
}

function message({ source, detailType, time, detail }: ChangeEvent, index: number) {
  const body = `{"source":"${source}","detail-type":"${detailType}","time":"${time}","detail":${detail}}`;
  return { messageId: `m${index}`, body, receiptHandle: '', attributes: { ApproximateReceiveCount: '1' } };
}

const claimIn = (event: ChangeEvent | undefined): Claim | undefined =>
  (JSON.parse(event?.detail ?? '{}') as { changes: { claim?: Claim }[] }).changes[0]?.claim;

test('a large row arrives whole, though only a reference to it travels', async () => {
  const { publisher, applied, write, deliver } = pipeline();

  await write(
    { after: filmItem('small') },
    { after: filmItem('large', { title: { S: long } }) },
    { before: filmItem('large', { title: { S: long } }), after: filmItem('large', { title: { S: `${long}!` } }) },
    { before: filmItem('large', { title: { S: `${long}!` } }) },
  );
  const response = await deliver();

  expect(response.batchItemFailures).toEqual([]);
  expect(publisher.published.every(({ detail }) => detail.length < 1_000)).toBe(true);
  expect(publisher.published.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
  const of = (operation: string, key: string) =>
    applied.find((change) => change.operation === operation && change.key === key);
  expect(of('created', 'small')).toMatchObject({ after: { title: 'Film small' } });
  expect(of('created', 'large')).toMatchObject({ after: { title: long, price: 9.99 } });
  expect(of('updated', 'large')).toMatchObject({
    after: { title: `${long}!` },
    before: { title: long },
    changed: ['title'],
  });
  expect(of('deleted', 'large')).toMatchObject({ before: { title: `${long}!` } });
  expect(applied.some((change) => 'claim' in change)).toBe(false);
});

test('a retry of the same record writes the same object', async () => {
  const { claims, publisher, write } = pipeline();

  await write({ after: filmItem('large', { title: { S: long } }) });
  await write({ after: filmItem('large', { title: { S: long } }) });

  expect(claims.objects.size).toBe(1);
  expect(claimIn(publisher.published[0])).toEqual(claimIn(publisher.published[1]));
});

test('a row whose object is gone is rejected with a letter that says so, and its neighbours are applied', async () => {
  const { claims, applied, deadLetters, counter, write, deliver } = pipeline();
  await write({ after: filmItem('small') }, { after: filmItem('large', { title: { S: long } }) });
  claims.objects.clear();

  const response = await deliver();

  expect(response.batchItemFailures).toEqual([]);
  expect(applied.map(({ key }) => key)).toEqual(['small']);
  expect(deadLetters.letters).toMatchObject([
    {
      key: 'large',
      position: expect.stringContaining('/') as string,
      reason: { code: 'HW_CLAIM_GONE', message: expect.stringMatching(/^film large: .* are gone$/) as string },
      payload: { detail: { changes: [{ claim: { bytes: expect.any(Number) as number } }] } },
    },
  ]);
  expect(counter.counts).toMatchObject({ 'film Applied': 1, 'film Rejected': 1 });
});

test('an object that is not what the event refers to is not applied', async () => {
  const { claims, applied, deadLetters, write, deliver } = pipeline();
  await write({ after: filmItem('large', { title: { S: long } }) });
  for (const [key, body] of claims.objects) claims.objects.set(key, body.replace('great', 'small'));

  await deliver();

  expect(applied).toEqual([]);
  expect(deadLetters.letters).toMatchObject([{ key: 'large', reason: { code: 'HW_EVENT_MALFORMED' } }]);
});

test('while the store is down, large rows wait in their queue and others go on', async () => {
  const { claims, applied, write, deliver } = pipeline();
  await write({ after: filmItem('small') }, { after: filmItem('large', { title: { S: long } }) });
  claims.down = true;

  const response = await deliver();

  expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
  expect(applied.map(({ key }) => key)).toEqual(['small']);
});

test('a consumer that cannot fetch rows never applies a change without them', async () => {
  const { applied, write, deliver } = pipeline();
  await write({ after: filmItem('large', { title: { S: long } }) });

  const response = await deliver(false);

  expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  expect(applied).toEqual([]);
});

test('a record whose row cannot be stored comes again: it is published by no one before', async () => {
  const { claims, publisher, rejected, counter, write } = pipeline();
  claims.down = true;

  const response = await write({ after: filmItem('small') }, { after: filmItem('large', { title: { S: long } }) });

  expect(response.batchItemFailures).toEqual([{ itemIdentifier: '100000000000000000002' }]);
  expect(publisher.published.map(claimIn)).toEqual([undefined]);
  expect(rejected.letters).toEqual([]);
  expect(counter.counts).toEqual({ 'film Published': 1, 'film Retry': 1 });
});

test('a reference that says nothing is malformed', async () => {
  const { publisher, deadLetters, write, deliver } = pipeline();
  await write({ after: filmItem('large', { title: { S: long } }) });
  const [event] = publisher.published;
  if (event) publisher.published[0] = { ...event, detail: event.detail.replace('"claims/', '"../') };

  await deliver();

  expect(deadLetters.letters).toMatchObject([{ reason: { code: 'HW_EVENT_MALFORMED' } }]);
});
