import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Terminal } from 'headwater';
import { setTimeout as delay } from 'node:timers/promises';
import { planDay } from '../../day-of-sales.ts';
import { filmKey } from '../../film-items.ts';
import { loadFilmShop, openingStock, type LoadResult } from '../../load-films.ts';
import { playDay, type DayResult } from '../../play-day.ts';
import { readShelves } from '../../shelves.ts';

/** The film shop's table, and what chance is drawn from. */
export interface Shop {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly seed: string;
}

export interface Watched {
  readonly onWritten: (count: number) => void;
  readonly signal: AbortSignal;
}

export async function load({ client, table, seed }: Shop, watched: Watched): Promise<LoadResult> {
  return loadFilmShop(client, table, await openingStock(seed), watched);
}

export interface Day extends DayResult {
  /** Ids of the films that the table's TTL has removed by now. */
  readonly expired: readonly string[];
}

/** Plays a day, and stays until the closing offers have expired. */
export async function playOneDay(shop: Shop, { onWritten, signal }: Watched, terminal: Terminal): Promise<Day> {
  const { client, table, seed } = shop;
  const [shelves, opening] = await Promise.all([readShelves(client, table), openingStock(seed)]);
  const keep = opening.stock.at(-1)?.['pk']?.S?.replace('FILM#', '');
  const actions = planDay(shelves, { seed, keep });
  const day = await playDay(client, table, actions, { onWritten, now: () => new Date(), signal });
  return { ...day, expired: await waitForExpiry(shop, day.expiring, { onWritten, signal }, terminal) };
}

/** AWS removes expired items within days; the local cloud within seconds. */
const EXPIRY_DEADLINE_MS = 30_000;

async function waitForExpiry(
  { client, table }: Shop,
  filmIds: readonly string[],
  { onWritten, signal }: Watched,
  terminal: Terminal,
): Promise<readonly string[]> {
  const left = new Set(filmIds);
  const end = Date.now() + EXPIRY_DEADLINE_MS;
  while (left.size > 0 && Date.now() < end) {
    for (const id of left) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: filmKey(id), ConsistentRead: true }),
      );
      if (Item) continue;
      left.delete(id);
      onWritten(1);
    }
    if (left.size > 0) await delay(500, undefined, { signal });
  }
  if (left.size > 0) {
    terminal.note(
      `Not expired within ${EXPIRY_DEADLINE_MS / 1000} s: ${[...left].join(', ')}. This cloud is slow to apply TTL.`,
    );
  }
  return filmIds.filter((id) => !left.has(id));
}
