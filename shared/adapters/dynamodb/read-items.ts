import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { ItemKey } from './item-key.ts';
import { isThrottling, throttled } from './throttling.ts';
import { own } from '../../domain/own.ts';

/** BatchGetItem takes at most 100 keys (API reference). */
const BATCH = { count: 100, bytes: Infinity };
/** Over a minute of waiting: a table with too little capacity for so long must be read more slowly. */
const MOST_TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;

export interface PointReads {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly signal?: AbortSignal | undefined;
  /** @default Math.random */
  readonly random?: () => number;
  /** Waits some milliseconds before a further try. @default by the real clock */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
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
  const { client, tableName, signal, random = Math.random, pause = waiting(signal) } = reads;
  let pending: readonly ItemKey[] = batch;
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt === MOST_TRIES) throw throttled(tableName);
    if (attempt > 0) await pause(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
    const readAt = Date.now();
    const { items, left } = await ask(client, tableName, pending, signal);
    const names = Object.keys(pending[0] ?? {});
    const unanswered = new Set(left.map((key) => itemName(names, key)));
    const byName = new Map(items.map((item) => [itemName(names, item), item]));
    for (const name of pending.map((key) => itemName(names, key))) {
      if (!unanswered.has(name)) found.set(name, { item: byName.get(name), readAt });
    }
    pending = pending.filter((key) => unanswered.has(itemName(names, key)));
  }
}

async function ask(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly ItemKey[],
  signal: AbortSignal | undefined,
): Promise<{ items: readonly Record<string, AttributeValue>[]; left: readonly Record<string, AttributeValue>[] }> {
  const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: [...keys], ConsistentRead: true } } });
  try {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(command, signal ? { abortSignal: signal } : {});
    // By an ARN, the answer may name the table by its name: there is only one.
    return { items: Object.values(Responses)[0] ?? [], left: Object.values(UnprocessedKeys)[0]?.Keys ?? [] };
  } catch (error) {
    if (!isThrottling(error)) throw error;
    return { items: [], left: keys };
  }
}

function waiting(signal: AbortSignal | undefined): (milliseconds: number) => Promise<unknown> {
  return (milliseconds) => delay(milliseconds, undefined, signal ? { signal } : {});
}

/** Binary keys come as bytes. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('B' in value)) return value;
  return { B: value.B instanceof Uint8Array ? Buffer.from(value.B).toString('base64') : value.B };
}
