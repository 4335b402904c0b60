import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { setTimeout as delay } from 'node:timers/promises';
import type { Item } from './film-items.ts';

export interface WriteOptions {
  /** Told after each request how many items it wrote. */
  readonly onWritten: (count: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** BatchWriteItem takes at most 25 items (API reference). */
const BATCH = 25;
const PARALLEL = 8;
const LONGEST_PAUSE_MS = 5_000;

/** Puts all items, in batches side by side. What DynamoDB leaves unprocessed is sent again after a pause with full jitter. */
export async function writeItems(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
  { onWritten, signal }: WriteOptions,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH);
      next += BATCH;
      await writeBatch(client, table, batch, signal);
      onWritten(batch.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
}

async function writeBatch(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let requests: WriteRequest[] = items.map((item) => ({ PutRequest: { Item: item } }));
  for (let attempt = 0; requests.length > 0; attempt += 1) {
    signal?.throwIfAborted();
    if (attempt > 0) {
      const pause = Math.min(LONGEST_PAUSE_MS, 50 * 2 ** attempt);
      await delay(Math.random() * pause, undefined, { ...(signal && { signal }) });
    }
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      signal ? { abortSignal: signal } : {},
    );
    requests = Object.values(UnprocessedItems ?? {}).flat();
  }
}
