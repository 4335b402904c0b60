import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { stockKey } from '../stock.ts';
import type { Books } from './checkout.ts';
import type { Order } from './order.ts';

/** The books in the shop's one table, by transactions. */
export function createDynamoDbBooks(client: DynamoDBClient, table: string): Books {
  /** @returns for each item of the transaction whether its condition refused it; undefined when all were written */
  const write = async (items: readonly TransactWriteItem[]): Promise<readonly boolean[] | undefined> => {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return undefined;
    } catch (error) {
      const refused = error instanceof TransactionCanceledException ? refusedBy(error) : undefined;
      // Anything but a condition, such as a conflict with another transaction, is tried again.
      if (refused === undefined) throw error;
      return refused;
    }
  };

  return {
    async reserve(order) {
      const refused = await write([move(table, order, 'placed', 'reserved'), shelve(table, order, -order.quantity)]);
      const [moved, taken] = refused ?? [];
      // Refused by the order: another delivery was first.
      return taken === true && moved !== true ? 'sold-out' : 'done';
    },
    async settle(order) {
      await write([move(table, order, 'reserved', 'paid')]);
    },
    async cancel(order, because) {
      await write([move(table, order, 'placed', 'cancelled', because)]);
    },
    async release(order, because) {
      const cancelled = move(table, order, 'reserved', 'cancelled', because);
      const [moved, shelved] = (await write([cancelled, shelve(table, order, order.quantity)])) ?? [];
      // The film was withdrawn meanwhile: there is no shelf to put it back on.
      if (shelved === true && moved !== true) await write([cancelled]);
    },
  };
}

function refusedBy({ CancellationReasons = [] }: TransactionCanceledException): readonly boolean[] | undefined {
  const codes = CancellationReasons.map(({ Code }) => Code ?? 'None');
  const onlyConditions = codes.every((code) => code === 'None' || code === 'ConditionalCheckFailed');
  return onlyConditions && codes.length > 0 ? codes.map((code) => code === 'ConditionalCheckFailed') : undefined;
}

function move(table: string, { id }: Order, from: string, to: string, because?: string): TransactWriteItem {
  const reason: Record<string, AttributeValue> = because === undefined ? {} : { ':because': { S: because } };
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: `ORDER#${id}` }, sk: { S: 'ORDER' } },
      UpdateExpression: `SET #state = :to${because === undefined ? '' : ', cancelledBecause = :because'}`,
      ConditionExpression: '#state = :from',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':from': { S: from }, ':to': { S: to }, ...reason },
    },
  };
}

/** Refused when the shelf holds too little, or is not there any more. */
function shelve(table: string, { filmId, store }: Order, quantity: number): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: stockKey(filmId, store),
      UpdateExpression: 'SET quantity = quantity + :n',
      ConditionExpression: 'quantity >= :least',
      ExpressionAttributeValues: { ':n': { N: String(quantity) }, ':least': { N: String(Math.max(0, -quantity)) } },
    },
  };
}
