import { filmKey, type Item } from '../../film-items.ts';

/** A row of a played day, by its item's key and by its document's. */
export interface RowRef {
  readonly entity: 'film' | 'stock';
  readonly key: string;
  readonly item: Item;
}

export function filmRef(id: string): RowRef {
  return { entity: 'film', key: id, item: filmKey(id) };
}

/** `bad-day-01`, `drill-12` */
export function numbered(prefix: string, number: number): string {
  return `${prefix}-${String(number).padStart(2, '0')}`;
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
