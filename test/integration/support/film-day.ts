import { setTimeout as delay } from 'node:timers/promises';
import { DeleteItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { between, oneOf, seededRandom, type Random } from '../../support/seeded-random.ts';
import { filmItem, stockItem } from '../../support/stream-records.ts';

const STORES = ['lagos', 'osaka'];

/** Between eight writes and the next. */
const PACE_MS = 50;

/** A day of writes to a few films and their shelves: put, changed, withdrawn, and back again. */
export interface FilmDay {
  /** Writes so many times, a few at once. */
  play(writes: number): Promise<void>;
  /** Goes on writing until `stop`, some 160 a second: as fast as it can, no local consumer would keep up. @returns how many writes that were */
  goOn(): { stop(): Promise<number> };
}

export function filmDay(shop: { dynamoDb: DynamoDBClient; table: string }, prefix: string, films: number): FilmDay {
  const random = seededRandom(prefix);
  const play = async (writes: number): Promise<void> => {
    let left = writes;
    const writer = async (): Promise<void> => {
      while (left-- > 0) await writeOne(shop, `${prefix}-${between(random, 1, films)}`, random);
    };
    await Promise.all(Array.from({ length: 8 }, writer));
  };
  return {
    play,
    goOn() {
      const state = { stopped: false, writes: 0 };
      const going = (async () => {
        for (; !state.stopped; state.writes += 8) await Promise.all([play(8), delay(PACE_MS)]);
      })();
      return {
        async stop() {
          state.stopped = true;
          await going;
          return state.writes;
        },
      };
    },
  };
}

async function writeOne(
  { dynamoDb, table: TableName }: { dynamoDb: DynamoDBClient; table: string },
  id: string,
  random: Random,
): Promise<void> {
  const price = { N: (between(random, 100, 9_999) / 100).toString() };
  // Ten and more: nobody is to be told of a shelf that runs low.
  const shelf = stockItem(id, oneOf(random, STORES) ?? '', between(random, 10, 99));
  const Item = random() < 0.5 ? filmItem(id, { price, genre: { S: random() < 0.5 ? 'Comedy' : 'Drama' } }) : shelf;
  if (random() < 0.8) await dynamoDb.send(new PutItemCommand({ TableName, Item }));
  else
    await dynamoDb.send(
      new DeleteItemCommand({ TableName, Key: { pk: Item['pk'] ?? { S: '' }, sk: Item['sk'] ?? { S: '' } } }),
    );
}
