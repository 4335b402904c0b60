import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { playBadDay } from '../../../examples/film-shop/theatre/bad-day/play.ts';
import { untilTrue } from '../../support/until.ts';
import { planFaults } from '../../integration/support/faults.ts';
import { connectPipeline, type Pipeline } from '../../integration/support/pipeline.ts';
import { plainEndpoint } from '../../integration/support/plain-endpoint.ts';
import { playOn } from './play-on.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});
afterEach(() => planFaults({}));

// The end state is looked at past the command's own code: by plain requests to OpenSearch, SQS, the logs and the fault switches.

test('a bad day that is interrupted leaves no fault on, and none of its rows', async () => {
  const interrupt = new AbortController();
  const day = playBadDay(playOn(pipeline, interrupt.signal), interrupt.signal);
  const ended = expect(day).rejects.toThrow();
  await untilTrue('OpenSearch is blocked', isBlocked);

  interrupt.abort();
  await ended;

  expect(await isBlocked()).toBe(false);
  expect(await faults()).toEqual({});
  expect(await itemOf('bad-day-01')).toBeUndefined();
  await untilTrue('its films have left the index', async () => !(await foundInIndex('bad-day-01')));
  await untilTrue('nothing is on its way', buffersAreEmpty);
}, 120_000);

test('a bad day ends with nothing lost: the ledger balances, the letters are gone, all is in step', async () => {
  const lettersBefore = await deadLetters();
  const { signal } = new AbortController();

  const day = await playBadDay(playOn(pipeline, signal), signal);

  expect(day.claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(day.mended.letters.map(({ code, field, rows }) => [code, rows[0]?.key, field]).sort()).toEqual([
    ['HW_ENTITY_UNKNOWN', 'GIFT#bad-day|CARD', undefined],
    ['HW_EVENT_MALFORMED', undefined, undefined],
    ['HW_ROW_INVALID', 'bad-day-01|aisle-5', '/lastSaleAt'],
    ['HW_ROW_INVALID', 'bad-day-2046', '/releaseDate'],
    ['HW_ROW_INVALID', 'bad-day-untitled', '/title'],
    ['HW_SEARCH_REJECTED', 'bad-day-07', '/distributor'],
  ]);
  expect(day.mended.letters.every(({ message }) => message !== '')).toBe(true);
  expect(day.mended).toMatchObject({ redriven: { sent: 1, superseded: 5, stays: 1, refused: 0 }, discarded: 1 });
  expect(await deadLetters()).toEqual(lettersBefore);
  expect(await faults()).toEqual({});
  expect(await isBlocked()).toBe(false);
  expect(await keywordLimit()).toBe(8191);
  expect((await pipeline.compare()).inStep).toBe(true);
  const { Published = 0, ...consumers } = await countedSince(day.since);
  expect(Published).toBeGreaterThan(100);
  expect(consumers.search).toBeGreaterThanOrEqual(Published);
  expect(consumers.analytics).toBeGreaterThanOrEqual(Published);
}, 180_000);

async function ask(path: string): Promise<unknown> {
  return (await fetch(`${plainEndpoint(pipeline.session.deployment)}${path}`)).json();
}

async function isBlocked(): Promise<boolean> {
  return JSON.stringify(await ask('/film-write,stock-write/_settings')).includes('read_only_allow_delete');
}

async function keywordLimit(): Promise<unknown> {
  const answer = await ask('/film-write/_mapping/field/distributor');
  return JSON.parse(/"ignore_above":(\d+)/.exec(JSON.stringify(answer))?.[1] ?? 'null');
}

async function foundInIndex(id: string): Promise<boolean> {
  await fetch(`${plainEndpoint(pipeline.session.deployment)}/film/_refresh`, { method: 'POST' });
  const { count } = (await ask(`/film/_count?q=id:${id}`)) as { readonly count: number };
  return count > 0;
}

async function faults(): Promise<unknown> {
  return (await fetch(`${process.env.AWS_ENDPOINT_URL ?? ''}/_headwater/faults`)).json();
}

async function itemOf(id: string): Promise<unknown> {
  const Key = { pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } };
  const { dynamoDb } = pipeline.session.clients;
  return (await dynamoDb.send(new GetItemCommand({ TableName: pipeline.table, Key, ConsistentRead: true }))).Item;
}

async function messagesOf(QueueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await pipeline.session.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function deadLetters(): Promise<Readonly<Record<string, number>>> {
  const { consumers, normalizers } = pipeline.session.deployment;
  const queues = [
    ...normalizers.map(({ table, rejectedQueueUrl }) => [`rejected ${table}`, rejectedQueueUrl] as const),
    ...consumers.map(({ name, deadLetterUrl }) => [`dlq ${name}`, deadLetterUrl] as const),
  ];
  return Object.fromEntries(
    await Promise.all(queues.map(async ([name, url]) => [name, await messagesOf(url)] as const)),
  );
}

async function buffersAreEmpty(): Promise<boolean> {
  const { consumers } = pipeline.session.deployment;
  const waiting = await Promise.all(consumers.map(({ bufferUrl }) => messagesOf(bufferUrl)));
  return waiting.every((messages) => messages === 0);
}

/** Films published, and films settled by each consumer, as the lines of the logs say. */
async function countedSince(since: Date): Promise<{ Published?: number; search?: number; analytics?: number }> {
  const { logGroup } = pipeline.normalizer;
  return {
    Published: await sumOf(logGroup, 'Published', since),
    search: await sumOf(pipeline.consumer('search').logGroup, 'Settled', since),
    analytics: await sumOf(pipeline.consumer('analytics').logGroup, 'Settled', since),
  };
}

async function sumOf(logGroupName: string, metric: string, since: Date): Promise<number> {
  let sum = 0;
  const query = { logGroupName, startTime: since.getTime() };
  for await (const { events = [] } of paginateFilterLogEvents({ client: new CloudWatchLogsClient({}) }, query)) {
    for (const { message = '' } of events) {
      if (!message.includes('"entity":"film"')) continue;
      const value = new RegExp(`"${metric}":\\[?([\\d,]+)`).exec(message)?.[1] ?? '0';
      sum += value.split(',').reduce((total, number) => total + Number(number), 0);
    }
  }
  return sum;
}
