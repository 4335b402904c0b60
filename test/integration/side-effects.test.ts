/** Functions of one's own on the deployed pipeline: notices that are sent once, and a saga. */
import { DeleteItemCommand, GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { planReplay } from '../../operations/replay/plan.ts';
import { startReplay } from '../../operations/replay/replays.ts';
import { followReplay } from '../../operations/replay/follow.ts';
import type { Notice } from '../../examples/film-shop/low-stock/notice.ts';
import { until, untilTrue } from '../support/until.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

const STORE = 'lagos';
let pipeline: Pipeline;
let noticesUrl: string;
/** Every notice so far, by film. */
const told = new Map<string, Notice[]>();

beforeAll(async () => {
  pipeline = await connectPipeline();
  const command = new GetQueueUrlCommand({ QueueName: 'headwater-dev-notices' });
  noticesUrl = (await pipeline.session.clients.sqs.send(command)).QueueUrl ?? '';
});

function shelfKey(filmId: string) {
  return { pk: { S: `FILM#${filmId}` }, sk: { S: `STOCK#${STORE}` } };
}

async function fillShelf(filmId: string, quantity: number): Promise<void> {
  await pipeline.put({ ...shelfKey(filmId), quantity: { N: String(quantity) }, sold: { N: '0' }, revenue: { N: '0' } });
}

async function setQuantity(filmId: string, quantity: number): Promise<void> {
  await pipeline.session.clients.dynamoDb.send(
    new UpdateItemCommand({
      TableName: pipeline.table,
      Key: shelfKey(filmId),
      UpdateExpression: 'SET quantity = :n',
      ExpressionAttributeValues: { ':n': { N: String(quantity) } },
    }),
  );
}

async function quantityOf(filmId: string): Promise<number> {
  const { dynamoDb } = pipeline.session.clients;
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: pipeline.table, Key: shelfKey(filmId) }));
  return Number(Item?.['quantity']?.N);
}

async function noticesOf(filmId: string): Promise<readonly Notice[]> {
  const { sqs } = pipeline.session.clients;
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: noticesUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
  );
  for (const { Body = '', ReceiptHandle } of Messages) {
    const notice = JSON.parse(Body) as Notice;
    told.set(notice.filmId, [...(told.get(notice.filmId) ?? []), notice]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: noticesUrl, ReceiptHandle }));
  }
  return told.get(filmId) ?? [];
}

/** One sale that crosses the line, and its notice. */
async function runLow(filmId: string): Promise<void> {
  await fillShelf(filmId, 6);
  await setQuantity(filmId, 4);
  await untilTrue(`a notice of ${filmId}`, async () => (await noticesOf(filmId)).length > 0);
}

/** Everything that was sent to the consumer before has been dealt with: its queue is empty, and what came later is done. */
async function untilQuiet(): Promise<void> {
  await runLow(unique('marker'));
  const { bufferUrl } = pipeline.consumer('low-stock');
  await untilTrue('the buffer is empty', async () => (await pipeline.messages(bufferUrl)) === 0);
}

test('the sale that crosses the line sends one notice, the ones below it none', async () => {
  const filmId = unique('low');

  await runLow(filmId);
  await setQuantity(filmId, 3);
  await setQuantity(filmId, 1);
  await untilQuiet();

  expect(await noticesOf(filmId)).toEqual([{ filmId, store: STORE, quantity: 4 }]);
});

test('a message that is delivered again sends no second notice', async () => {
  const { sqs } = pipeline.session.clients;
  const { bufferUrl, deadLetterUrl } = pipeline.consumer('low-stock');
  const before = await pipeline.messages(deadLetterUrl);
  const filmId = unique('twice');
  const row = { filmId, store: STORE, quantity: 2, sold: 4, revenue: 40 };
  const position = `2026-11-01T09:00:00.000/${'7'.padStart(40, '0')}`;
  const change = { id: unique('e'), key: `${filmId}|${STORE}`, position, at: new Date().toISOString(), after: row };
  const event = {
    source: 'headwater.shop',
    'detail-type': 'stock.updated',
    time: change.at,
    detail: { schema: 'stock@1', changes: [{ ...change, before: { quantity: 6 }, changed: ['quantity'] }] },
  };
  const send = () => sqs.send(new SendMessageCommand({ QueueUrl: bufferUrl, MessageBody: JSON.stringify(event) }));

  await Promise.all([send(), send(), send()]);
  await untilTrue('the notice', async () => (await noticesOf(filmId)).length > 0);
  await send();
  await untilQuiet();

  expect(await noticesOf(filmId)).toHaveLength(1);
  expect(await pipeline.messages(deadLetterUrl)).toBe(before);
});

test('a replay sends nothing, even when nobody remembers what was sent', async () => {
  const { clients, deployment } = pipeline.session;
  const from = new Date(Date.now() - 5_000);
  const filmId = unique('replayed');
  await runLow(filmId);
  await forgetEffects();

  const plan = planReplay(deployment, [pipeline.consumer('low-stock')], { from, to: new Date() }, new Date());
  await startReplay(clients.eventBridge, plan);
  await followReplay(pipeline.session, plan.name, new AbortController().signal);
  await untilQuiet();

  expect(await noticesOf(filmId)).toHaveLength(1);
});

test('an order is reserved and paid; one whose payment is declined is cancelled, and its films are back', async () => {
  const filmId = unique('ordered');
  await fillShelf(filmId, 20);
  const { deadLetterUrl } = pipeline.consumer('checkout');
  const before = await pipeline.messages(deadLetterUrl);
  const [paid, declined, tooMany] = [unique('paid'), unique('declined'), unique('too-many')];

  await Promise.all([
    placeOrder(paid, filmId, 2, 'good'),
    placeOrder(declined, filmId, 3, 'declined-card'),
    placeOrder(tooMany, filmId, 99, 'good'),
  ]);

  await untilTrue('all three have ended', async () => {
    const states = await Promise.all([paid, declined, tooMany].map(stateOf));
    return states.join() === 'paid,cancelled payment declined,cancelled sold out';
  });
  expect(await quantityOf(filmId)).toBe(18);
  expect(await pipeline.messages(deadLetterUrl)).toBe(before);
});

test('an order whose shelf is gone when its payment is declined is cancelled all the same', async () => {
  const filmId = unique('withdrawn');
  const id = unique('orphan');
  const Item = { ...orderKey(id), ...orderOf(filmId, 2, 'declined-card'), state: { S: 'reserved' } };
  await pipeline.put(Item);

  await untilTrue('it is cancelled', async () => (await stateOf(id)) === 'cancelled payment declined');
  expect(await quantityOf(filmId)).toBeNaN();
});

async function forgetEffects(): Promise<void> {
  const { dynamoDb } = pipeline.session.clients;
  const { functionName } = pipeline.consumer('low-stock');
  const { endpoint, region } = dynamoDb.config;
  const lambda = new LambdaClient({ region, ...(endpoint && { endpoint }) });
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { Environment } = await lambda.send(command);
  const TableName = Environment?.Variables?.['HEADWATER_EFFECTS_TABLE'];
  const records = await until('effects are recorded', async () => {
    const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName }));
    return Items.length > 0 ? Items : undefined;
  });
  for (const { id } of records) if (id) await dynamoDb.send(new DeleteItemCommand({ TableName, Key: { id } }));
}

function orderKey(id: string) {
  return { pk: { S: `ORDER#${id}` }, sk: { S: 'ORDER' } };
}

function orderOf(filmId: string, quantity: number, card: string) {
  const amount = { N: String(quantity * 10) };
  return { filmId: { S: filmId }, store: { S: STORE }, quantity: { N: String(quantity) }, amount, card: { S: card } };
}

async function placeOrder(id: string, filmId: string, quantity: number, card: string): Promise<void> {
  await pipeline.put({ ...orderKey(id), ...orderOf(filmId, quantity, card), state: { S: 'placed' } });
}

async function stateOf(id: string): Promise<string> {
  const { dynamoDb } = pipeline.session.clients;
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: pipeline.table, Key: orderKey(id) }));
  return [Item?.['state']?.S, Item?.['cancelledBecause']?.S].filter(Boolean).join(' ');
}
