import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Action } from './day-of-sales.ts';
import { filmKey } from './film-items.ts';
import { stockKey } from './stock.ts';

/** How the day went. */
export interface DayResult {
  readonly priceChanges: number;
  readonly sales: number;
  /** Sales that found too little on the shelf: nothing was written. */
  readonly soldOut: number;
  readonly filmsWithdrawn: number;
  readonly stockWithdrawn: number;
  /** Ids of the films that DynamoDB's TTL will remove. */
  readonly expiring: readonly string[];
}

export interface PlayOptions {
  /** Told after each action how many items it wrote. */
  readonly onWritten: (count: number) => void;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

type Shop = { readonly client: DynamoDBClient; readonly table: string };

const LANES = 16;

/** Does what was planned. What concerns one film happens in its order; different films go side by side. */
export async function playDay(
  client: DynamoDBClient,
  table: string,
  actions: readonly Action[],
  { onWritten, now, signal }: PlayOptions,
): Promise<DayResult> {
  const result = { priceChanges: 0, sales: 0, soldOut: 0, filmsWithdrawn: 0, stockWithdrawn: 0 };
  const films = [...Map.groupBy(actions, ({ filmId }) => filmId).values()];
  const lane = async (): Promise<void> => {
    for (let film = films.shift(); film; film = films.shift()) {
      for (const action of film) {
        signal?.throwIfAborted();
        const done = await play({ client, table }, action, now());
        count(result, action, done);
        onWritten(done ? itemsOf(action) : 0);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const expiring = actions.filter(({ kind }) => kind === 'closing-offer').map(({ filmId }) => filmId);
  return { ...result, expiring };
}

type Counts = { -readonly [Name in Exclude<keyof DayResult, 'expiring'>]: number };

function count(counts: Counts, action: Action, done: boolean): void {
  switch (action.kind) {
    case 'price':
      counts.priceChanges += Number(done);
      return;
    case 'sale':
      counts[done ? 'sales' : 'soldOut'] += 1;
      return;
    case 'withdrawal':
      counts.filmsWithdrawn += 1;
      counts.stockWithdrawn += action.stores.length;
      return;
    case 'closing-offer':
      return;
  }
}

function itemsOf(action: Action): number {
  return action.kind === 'withdrawal' ? action.stores.length + 1 : 1;
}

/** @returns false when the shop was no longer as planned (sold out, or gone): nothing was written then */
async function play(shop: Shop, action: Action, now: Date): Promise<boolean> {
  try {
    switch (action.kind) {
      case 'price':
        await setFilm(shop, action.filmId, 'price', action.price);
        break;
      case 'closing-offer':
        await setFilm(shop, action.filmId, 'offerEndsAt', String(Math.floor(now.getTime() / 1000)));
        break;
      case 'sale':
        await sell(shop, action, now);
        break;
      case 'withdrawal':
        await withdraw(shop, action);
        break;
    }
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function setFilm(shop: Shop, filmId: string, attribute: 'price' | 'offerEndsAt', value: string): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: shop.table,
    Key: filmKey(filmId),
    UpdateExpression: 'SET #attribute = :value',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#attribute': attribute },
    ExpressionAttributeValues: { ':value': { N: value } },
  });
  await shop.client.send(command);
}

/** DynamoDB adds and subtracts exact decimals; the condition keeps the shelf from going below nothing. */
async function sell(shop: Shop, sale: Extract<Action, { kind: 'sale' }>, now: Date): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: shop.table,
    Key: stockKey(sale.filmId, sale.store),
    UpdateExpression: 'SET quantity = quantity - :n, sold = sold + :n, revenue = revenue + :amount, lastSaleAt = :now',
    ConditionExpression: 'quantity >= :n',
    ExpressionAttributeValues: {
      ':n': { N: String(sale.quantity) },
      ':amount': { N: sale.amount },
      ':now': { S: now.toISOString() },
    },
  });
  await shop.client.send(command);
}

/** The stock first: a film without stock is in order, stock without a film is not. */
async function withdraw(shop: Shop, { filmId, stores }: Extract<Action, { kind: 'withdrawal' }>): Promise<void> {
  for (const store of stores) {
    await shop.client.send(new DeleteItemCommand({ TableName: shop.table, Key: stockKey(filmId, store) }));
  }
  await shop.client.send(new DeleteItemCommand({ TableName: shop.table, Key: filmKey(filmId) }));
}
