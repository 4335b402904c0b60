import { paginateScan, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { centsOf, type Cents } from './money.ts';

/** What the shop has at one moment, in key order: the state from which a day of sales is planned. */
export interface Shelves {
  readonly films: readonly { readonly id: string; readonly price: Cents }[];
  readonly stock: readonly { readonly filmId: string; readonly store: string }[];
  /** Units sold so far, over all films. */
  readonly sold: number;
}

/** Reads the shop's table, consistently. Items that are neither film nor stock are passed over. */
export async function readShelves(client: DynamoDBClient, table: string): Promise<Shelves> {
  const films: { id: string; price: Cents }[] = [];
  const stock: { filmId: string; store: string }[] = [];
  let sold = 0;
  const pages = paginateScan(
    { client },
    { TableName: table, ConsistentRead: true, ProjectionExpression: 'pk, sk, price, sold' },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      const filmId = /^FILM#(.+)$/.exec(item['pk']?.S ?? '')?.[1];
      const [kind, store] = (item['sk']?.S ?? '').split('#');
      if (filmId === undefined) continue;
      if (kind === 'FILM' && item['price']?.N !== undefined)
        films.push({ id: filmId, price: centsOf(item['price'].N) });
      if (kind === 'STOCK' && store !== undefined) {
        stock.push({ filmId, store });
        sold += Number(item['sold']?.N ?? 0);
      }
    }
  }
  films.sort((one, other) => compare(one.id, other.id));
  stock.sort((one, other) => compare(one.filmId, other.filmId) || compare(one.store, other.store));
  return { films, stock, sold };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
