/** Functions of one's own on the deployed pipeline: notices that are sent once, and steps that write the next one. */
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
import type { Notice } from '../fixtures/shop/low-stock/notice.ts';
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

test('a function that writes into its own table takes the change of what it wrote, to the last step', async () => {
  const { deadLetterUrl } = pipeline.consumer('checkout');
  const before = await pipeline.messages(deadLetterUrl);
  const orders = [unique('order'), unique('order')];

  await Promise.all(orders.map((id) => placeOrder(id)));

  await untilTrue('both are paid', async () => (await Promise.all(orders.map(stateOf))).join() === 'paid,paid');
  expect(await pipeline.messages(deadLetterUrl)).toBe(before);
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

async function placeOrder(id: string): Promise<void> {
  await pipeline.put({
    ...orderKey(id),
    filmId: { S: 'ordered' },
    store: { S: STORE },
    quantity: { N: '2' },
    amount: { N: '20' },
    card: { S: 'good' },
    state: { S: 'placed' },
  });
}

async function stateOf(id: string): Promise<string | undefined> {
  const { dynamoDb } = pipeline.session.clients;
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: pipeline.table, Key: orderKey(id) }));
  return Item?.['state']?.S;
}
