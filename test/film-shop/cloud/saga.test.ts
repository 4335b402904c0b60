/** The film shop's saga on the deployed pipeline: orders that are paid, declined, sold out. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { connectPipeline, unique, type Pipeline } from '../../integration/support/pipeline.ts';
import { untilTrue } from '../../support/until.ts';

const STORE = 'lagos';
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
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

function shelfKey(filmId: string) {
  return { pk: { S: `FILM#${filmId}` }, sk: { S: `STOCK#${STORE}` } };
}

async function fillShelf(filmId: string, quantity: number): Promise<void> {
  await pipeline.put({ ...shelfKey(filmId), quantity: { N: String(quantity) }, sold: { N: '0' }, revenue: { N: '0' } });
}

async function quantityOf(filmId: string): Promise<number> {
  const { dynamoDb } = pipeline.session.clients;
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: pipeline.table, Key: shelfKey(filmId) }));
  return Number(Item?.['quantity']?.N);
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
