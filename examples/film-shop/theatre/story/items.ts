import { DeleteItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../film-items.ts';
import type { PlayedDay } from './played-day.ts';

type Table = Pick<PlayedDay, 'session' | 'table'>;

/** Puts items in one transaction: their stream records stand side by side, and travel in one pack. */
export async function putTogether({ session, table }: Table, items: readonly Item[]): Promise<void> {
  const TransactItems = items.map((Item) => ({ Put: { TableName: table, Item } }));
  await session.clients.dynamoDb.send(new TransactWriteItemsCommand({ TransactItems }));
}

export async function put({ session, table: TableName }: Table, Item: Item): Promise<void> {
  await session.clients.dynamoDb.send(new PutItemCommand({ TableName, Item }));
}

export async function remove({ session, table: TableName }: Table, Key: Item): Promise<void> {
  await session.clients.dynamoDb.send(new DeleteItemCommand({ TableName, Key }));
}
