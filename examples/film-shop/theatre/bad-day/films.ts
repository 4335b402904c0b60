import type { Item } from '../../film-items.ts';
import { filmRef, numbered, type RowRef } from '../story/film-rows.ts';

/** The day has rows of its own: what a killed one left is written over by the next, and no film of the shop is touched. */
const FILMS = 20;
const SHELVES = 10;

export const UNTITLED = 'bad-day-untitled';
export const FROM_2046 = 'bad-day-2046';
export const GIFT_CARD: Item = { pk: { S: 'GIFT#bad-day' }, sk: { S: 'CARD' } };

export const films: readonly RowRef[] = Array.from({ length: FILMS }, (_, index) => filmRef(filmName(index + 1)));
export const shelves: readonly RowRef[] = Array.from({ length: SHELVES }, (_, index) => shelfRef(index + 1));

export function filmName(number: number): string {
  return numbered('bad-day', number);
}

export function shelfRef(number: number): RowRef {
  const [id, store] = [filmName(1), `aisle-${number}`];
  return { entity: 'stock', key: `${id}|${store}`, item: { pk: { S: `FILM#${id}` }, sk: { S: `STOCK#${store}` } } };
}

export function shelfItem({ item }: RowRef, attributes: Item = {}): Item {
  return { ...item, quantity: { N: '12' }, sold: { N: '3' }, revenue: { N: '29.97' }, ...attributes };
}
