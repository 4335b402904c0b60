import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import { own } from '../../domain/own.ts';
import type { ItemWriter, StoredItem } from '../../ports/item-writer.ts';
import { storedItem } from './attribute-value.ts';
import { itemName, readItems } from './read-items.ts';
import { itemOfStored } from './stored-item.ts';
import { throttled, untilProcessed } from './throttling.ts';

/** BatchWriteItem takes at most 25 items and 16 MB (API reference): 25 items of 400 KB are 10 MB. */
const BATCH = { count: 25, bytes: Infinity };

export interface ItemWriterOptions {
  readonly client: DynamoDBClient;
  readonly definition: TableDefinition;
  /** The table's physical name or ARN. */
  readonly tableName: string;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a table's items as its own writers do: each write becomes a change in its stream. */
export function createDynamoDbItemWriter(options: ItemWriterOptions): ItemWriter {
  const { client, definition, tableName, signal } = options;
  const { partitionKey, sortKey } = definition;
  const keyNames = sortKey ? [partitionKey.name, sortKey.name] : [partitionKey.name];
  const nameOf = (item: Readonly<Record<string, unknown>>): string => itemName(keyNames, item);
  const keyOf = (item: StoredItem): Record<string, AttributeValue> =>
    itemOfStored(Object.fromEntries(keyNames.map((name) => [name, own(item, name)])));
  const abort = signal ? { abortSignal: signal } : {};
  return {
    nameOf,
    async present(items) {
      // Keys of the SDK's types: any attribute value is one.
      const found = await readItems(items.map(keyOf) as Parameters<typeof readItems>[0], { client, tableName, signal });
      return new Map([...found.values()].flatMap(({ item }) => (item ? [[nameOf(item), storedItem(item)]] : [])));
    },
    async put(item, { onlyNew = false } = {}) {
      const condition = {
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': partitionKey.name },
      };
      const command = new PutItemCommand({ TableName: tableName, Item: itemOfStored(item), ...(onlyNew && condition) });
      try {
        await client.send(command, abort);
        return 'written';
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'there';
        throw error;
      }
    },
    async putAll(items) {
      for (const batch of chunks(items, () => 0, BATCH)) await putBatch(batch, options);
    },
    async remove(key) {
      const command = new DeleteItemCommand({ TableName: tableName, Key: keyOf(key), ReturnValues: 'ALL_OLD' });
      const { Attributes } = await client.send(command, abort);
      return Attributes && storedItem(Attributes);
    },
  };
}

async function putBatch(items: readonly StoredItem[], { client, tableName, signal }: ItemWriterOptions): Promise<void> {
  const requests = items.map((item): WriteRequest => ({ PutRequest: { Item: itemOfStored(item) } }));
  const ask = async (pending: readonly WriteRequest[]): Promise<readonly WriteRequest[]> => {
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: [...pending] } });
    const { UnprocessedItems = {} } = await client.send(command, signal ? { abortSignal: signal } : {});
    return Object.values(UnprocessedItems).flat();
  };
  await untilProcessed(requests, ask, () => throttled(tableName, undefined, 'writes'), { signal });
}
