import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { filmItems, type Item } from './film-items.ts';
import { readMovies } from './movies-file.ts';
import { stockItems } from './stock.ts';
import { writeItems, type WriteOptions } from './write-items.ts';

/** Everything the shop has before its first sale. */
export interface OpeningStock {
  readonly films: readonly Item[];
  readonly stock: readonly Item[];
}

export type LoadResult =
  | { readonly status: 'loaded'; readonly films: number; readonly stock: number }
  /** A whole load is there already; nothing was written, so that what the shop has sold since stays sold. */
  | { readonly status: 'already-there' };

/** The same items for the same seed. */
export async function openingStock(seed: string): Promise<OpeningStock> {
  const films = filmItems(await readMovies(), seed);
  return { films: films.map(({ item }) => item), stock: stockItems(films, seed) };
}

/** Fills the table with the catalogue and its stock, once. A load that was interrupted is made again from its start. */
export async function loadFilmShop(
  client: DynamoDBClient,
  table: string,
  { films, stock }: OpeningStock,
  options: WriteOptions,
): Promise<LoadResult> {
  const last = stock.at(-1);
  if (last && (await exists(client, table, last))) return { status: 'already-there' };
  await writeItems(client, table, [...films, ...stock.slice(0, -1)], options);
  // Only now: the last row's presence is what says that a load was whole. A day of sales never deletes it.
  if (last) await writeItems(client, table, [last], options);
  return { status: 'loaded', films: films.length, stock: stock.length };
}

async function exists(client: DynamoDBClient, table: string, { pk, sk }: Item): Promise<boolean> {
  const Key = { ...(pk && { pk }), ...(sk && { sk }) };
  const { Item: found } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return found !== undefined;
}
