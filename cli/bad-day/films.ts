import { filmKey, type Item } from '../../examples/film-shop/film-items.ts';

/** A row of the day, by its item's key and by its document's. */
export interface RowRef {
  readonly entity: 'film' | 'stock';
  readonly key: string;
  readonly item: Item;
}

/** The day has rows of its own: what a killed one left is written over by the next, and no film of the shop is touched. */
const FILMS = 20;
const SHELVES = 10;

export const UNTITLED = 'bad-day-untitled';
export const FROM_2046 = 'bad-day-2046';
export const GIFT_CARD: Item = { pk: { S: 'GIFT#bad-day' }, sk: { S: 'CARD' } };

export const films: readonly RowRef[] = Array.from({ length: FILMS }, (_, index) => filmRef(filmName(index + 1)));
export const shelves: readonly RowRef[] = Array.from({ length: SHELVES }, (_, index) => shelfRef(index + 1));

export function filmName(number: number): string {
  return `bad-day-${String(number).padStart(2, '0')}`;
}

export function filmRef(id: string): RowRef {
  return { entity: 'film', key: id, item: filmKey(id) };
}

export function shelfRef(number: number): RowRef {
  const [id, store] = [filmName(1), `aisle-${number}`];
  return { entity: 'stock', key: `${id}|${store}`, item: { pk: { S: `FILM#${id}` }, sk: { S: `STOCK#${store}` } } };
}

/** @param cents another in each chapter, so that each write is a change */
export function filmItem({ key, item }: RowRef, cents: number, attributes: Item = {}): Item {
  return {
    ...item,
    title: { S: `A Bad Day, ${key.slice(-2)}` },
    releaseDate: { S: '1998-06-12' },
    price: { N: (cents / 100).toFixed(2) },
    ...attributes,
  };
}

export function shelfItem({ item }: RowRef, attributes: Item = {}): Item {
  return { ...item, quantity: { N: '12' }, sold: { N: '3' }, revenue: { N: '29.97' }, ...attributes };
}
