/** The life of a few shelves over some days, as changes and as what the table held: made once, the same every time. */
import { stock } from '../fixtures/shop/entities.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';
import { seededRandom } from './seeded-random.ts';

export interface Shelf {
  readonly quantity: number;
  readonly sold: number;
  /** Cents. */
  readonly revenue: number;
}
interface Write {
  readonly key: string;
  /** From START. */
  readonly second: number;
  readonly shelf: Shelf | undefined;
  readonly change: Change;
}

export const HOURS = 60;
export const START = Date.UTC(2026, 10, 20, 22);
const random = seededRandom('named queries');
export const { writes, sales } = shopLife();

/** Late and twice: what an hour holds lies in two files, the second with some of the first again. */
export async function writeShopLife(root: string): Promise<void> {
  for (let hour = 0; hour < HOURS; hour += 1) {
    const changes = writes.filter(({ second }) => Math.floor(second / 3600) === hour).map(({ change }) => change);
    const half = Math.floor(changes.length / 2);
    for (const part of [changes.slice(half).toReversed(), changes.slice(0, half + 2)]) {
      if (part.length > 0) await writeHistoryFile(root, stock, part);
    }
  }
}

function shopLife() {
  const made: Write[] = [];
  const sold: { readonly second: number; readonly store: string; readonly cents: number }[] = [];
  const table = new Map<string, Shelf>();
  for (let sequence = 1; sequence <= 1_500; sequence += 1) {
    const second = Math.floor((sequence / 1_501) * HOURS * 3_600);
    const [film, store] = [`f${Math.floor(random() * 12)}`, random() < 0.5 ? 'lagos' : 'osaka'];
    const key = `${film}|${store}`;
    const before = table.get(key);
    let shelf: Shelf | undefined;
    if (!before) shelf = { quantity: 1_000, sold: 0, revenue: 0 };
    else if (random() < 0.03) shelf = undefined;
    else {
      const cents = 349 + Math.floor(random() * 2_000);
      shelf = { quantity: before.quantity - 1, sold: before.sold + 1, revenue: before.revenue + cents };
      sold.push({ second, store, cents });
    }
    if (shelf) table.set(key, shelf);
    else table.delete(key);
    made.push({ key, second, shelf, change: changeOf(sequence, second, key, before, shelf) });
  }
  return { writes: made, sales: sold };
}

function changeOf(sequence: number, second: number, key: string, before?: Shelf, after?: Shelf): Change {
  const base = {
    entity: 'stock',
    id: `e${sequence}`,
    key,
    at: new Date(START + second * 1000).toISOString(),
    position: positionOf('2026-11-01T09:00:00.000', String(sequence)),
  };
  if (!after) return { ...base, operation: 'deleted', before: rowOf(key, before) };
  if (!before) return { ...base, operation: 'created', after: rowOf(key, after) };
  return { ...base, operation: 'updated', after: rowOf(key, after), before: {}, changed: ['quantity'] };
}

function rowOf(key: string, shelf: Shelf = { quantity: 0, sold: 0, revenue: 0 }) {
  const [filmId = '', store = ''] = key.split('|');
  return { filmId, store, quantity: shelf.quantity, sold: shelf.sold, revenue: Number(decimal(shelf.revenue)) };
}

/** Of cents. */
export function decimal(cents: number): string {
  return (cents / 100).toFixed(2);
}
