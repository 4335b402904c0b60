import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { ItemKey } from './item-key.ts';
import { throttled, untilProcessed, type Patience } from './throttling.ts';
import { own } from '../../domain/own.ts';

/** BatchGetItem takes at most 100 keys (API reference). */
const BATCH = { count: 100, bytes: Infinity };

export interface PointReads extends Patience {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export interface FoundItem {
  /** undefined: there is no such item. */
  readonly item: Record<string, AttributeValue> | undefined;
  /** Epoch milliseconds, just before the request that answered for this key. */
  readonly readAt: number;
}

/**
 * Reads items by their primary keys, consistently. What a request leaves out (UnprocessedKeys: throttling, or over 16 MB
 * together) is asked for again, with full jitter.
 *
 * @returns by `itemName` of the key; each key once, however often it is given
 * @throws HeadwaterError HW_TABLE_THROTTLED
 */
export async function readItems(keys: readonly ItemKey[], reads: PointReads): Promise<ReadonlyMap<string, FoundItem>> {
  const distinct = new Map(keys.map((key) => [itemName(Object.keys(key), key), key]));
  const found = new Map<string, FoundItem>();
  for (const batch of chunks(distinct.values(), () => 0, BATCH)) await readBatch(batch, reads, found);
  return found;
}

/** The key attributes of an item as text: two items of a table have the same name when they are the same. */
export function itemName(keyNames: readonly string[], item: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(keyNames.map((name) => own(item, name)).map(plain));
}

async function readBatch(batch: readonly ItemKey[], reads: PointReads, found: Map<string, FoundItem>): Promise<void> {
  const { client, tableName, signal } = reads;
  const names = Object.keys(batch[0] ?? {});
  const ask = async (pending: readonly ItemKey[]): Promise<readonly ItemKey[]> => {
    const readAt = Date.now();
    const { items, left } = await answer(client, tableName, pending, signal);
    const unanswered = new Set(left.map((key) => itemName(names, key)));
    const byName = new Map(items.map((item) => [itemName(names, item), item]));
    for (const name of pending.map((key) => itemName(names, key))) {
      if (!unanswered.has(name)) found.set(name, { item: byName.get(name), readAt });
    }
    return pending.filter((key) => unanswered.has(itemName(names, key)));
  };
  await untilProcessed(batch, ask, () => throttled(tableName), reads);
}

async function answer(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly ItemKey[],
  signal: AbortSignal | undefined,
): Promise<{ items: readonly Record<string, AttributeValue>[]; left: readonly Record<string, AttributeValue>[] }> {
  const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: [...keys], ConsistentRead: true } } });
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(command, signal ? { abortSignal: signal } : {});
  // By an ARN, the answer may name the table by its name: there is only one.
  return { items: Object.values(Responses)[0] ?? [], left: Object.values(UnprocessedKeys)[0]?.Keys ?? [] };
}

/** Binary keys come as bytes. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('B' in value)) return value;
  return { B: value.B instanceof Uint8Array ? Buffer.from(value.B).toString('base64') : value.B };
}
