/** Writers that never rest: puts, updates, deletes and transactions, a third of them at a few hot keys. */
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../simulation/random.ts';
import type { AcceptedWrite } from './compare.ts';

const KEYS = 400;
const HOT_KEYS = 5;
/** A laptop's emulator does some hundreds of changes a second; more would only lengthen the wait for quiet. */
const PAUSE_MILLISECONDS = 60;

let lastMark = 0;

export interface Writers {
  readonly accepted: readonly AcceptedWrite[];
  /**
   * Ends them, and waits for what they are at.
   * @throws AggregateError when some ended before, at a write that failed
   */
  stop(): Promise<void>;
}

export function startWriters(table: string, prefix: string, seed: number, count: number): Writers {
  const accepted: AcceptedWrite[] = [];
  const errors: unknown[] = [];
  const ended = new AbortController();
  // An attempt whose answer is lost would leave its outcome open: the SDK does not try again.
  const client = new DynamoDBClient({ maxAttempts: 1 });
  const running = Array.from({ length: count }, async (_, writer) => {
    const random = new Random(seed * 100 + writer);
    try {
      while (!ended.signal.aborted) {
        accepted.push(...(await writeOnce(client, table, prefix, random)));
        await pause(random.below(2 * PAUSE_MILLISECONDS));
      }
    } catch (error) {
      errors.push(error);
    }
  });
  return {
    accepted,
    stop: async () => {
      ended.abort();
      await Promise.all(running);
      if (errors.length > 0) throw new AggregateError(errors, `${errors.length} writers failed: ${String(errors[0])}`);
    },
  };
}

async function writeOnce(
  client: DynamoDBClient,
  TableName: string,
  prefix: string,
  random: Random,
): Promise<readonly AcceptedWrite[]> {
  const key = keyOf(prefix, random);
  const mark = (lastMark += 1);
  switch (random.below(10)) {
    case 0:
    case 1: {
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName, Key: itemKey(key), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes === undefined ? [] : [{ key, mark: undefined }];
    }
    case 2:
    case 3: {
      const second = keyOf(prefix, random);
      const keys = second === key ? [key] : [key, second];
      const puts = keys.map((one) => ({ Put: { TableName, Item: filmItem(one, mark, random) } }));
      const accepted = await orConflict(client.send(new TransactWriteItemsCommand({ TransactItems: puts })));
      return accepted ? keys.map((one) => ({ key: one, mark })) : [];
    }
    case 4:
    case 5:
    case 6: {
      const accepted = await orConflict(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: itemKey(key),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: 'SET price = :price, imdbVotes = :mark',
            ExpressionAttributeValues: { ':price': price(random), ':mark': { N: String(mark) } },
          }),
        ),
      );
      return accepted ? [{ key, mark }] : [];
    }
    default:
      await client.send(new PutItemCommand({ TableName, Item: filmItem(key, mark, random) }));
      return [{ key, mark }];
  }
}

/** Whether it was done; a condition that does not hold and a transaction that met another write change nothing. */
async function orConflict(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (['ConditionalCheckFailedException', 'TransactionCanceledException'].includes(name)) return false;
    throw error;
  }
}

function keyOf(prefix: string, random: Random): string {
  return random.below(3) === 0 ? `${prefix}hot-${random.below(HOT_KEYS)}` : `${prefix}${random.below(KEYS)}`;
}

function itemKey(key: string): Record<string, AttributeValue> {
  return { pk: { S: `FILM#${key}` }, sk: { S: 'FILM' } };
}

function price(random: Random): AttributeValue {
  return { N: String(random.below(10_000) / 100) };
}

export function filmItem(key: string, mark: number, random: Random): Record<string, AttributeValue> {
  const text = { title: { S: `Attack ${random.below(1000)}` }, releaseDate: { S: '1998-06-12' } };
  return { ...itemKey(key), ...text, price: price(random), imdbVotes: { N: String(mark) } };
}

/** A film of its own, with a mark that no other write has. */
export async function putFilm(table: string, key: string, random: Random): Promise<AcceptedWrite> {
  const mark = (lastMark += 1);
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: table, Item: filmItem(key, mark, random) }));
  return { key, mark };
}
