import { describe, expect, test } from 'vitest';
import { planDay } from '../day-of-sales.ts';
import { openingStock } from '../load-films.ts';
import { centsOf } from '../money.ts';
import type { Shelves } from '../shelves.ts';

const opening = await openingStock('seed');
const shelves: Shelves = {
  films: opening.films.map(({ pk, price }) => ({ id: pk?.S?.slice(5) ?? '', price: centsOf(price?.N ?? '') })),
  stock: opening.stock.map(({ pk, sk }) => ({ filmId: pk?.S?.slice(5) ?? '', store: sk?.S?.slice(6) ?? '' })),
  sold: 0,
};
const keep = shelves.stock.at(-1)?.filmId;
const day = planDay(shelves, { seed: 'seed', keep });

describe('the opening stock', () => {
  test('is the same for the same seed', async () => {
    expect(await openingStock('seed')).toEqual(opening);
  });

  test('differs for another seed', async () => {
    expect((await openingStock('other')).stock).not.toEqual(opening.stock);
  });

  test('is some thousand rows in four stores', () => {
    expect(opening.stock.length).toBeGreaterThan(6_000);
    expect(new Set(shelves.stock.map(({ store }) => store)).size).toBe(4);
  });
});

describe('a day of sales', () => {
  test('is the same for the same seed and shelves', () => {
    expect(planDay(shelves, { seed: 'seed', keep })).toEqual(day);
  });

  test('differs once something was sold', () => {
    expect(planDay({ ...shelves, sold: 1 }, { seed: 'seed', keep })).not.toEqual(day);
  });

  test('sells in the price of the moment', () => {
    const prices = new Map(shelves.films.map(({ id, price }) => [id, price]));
    for (const action of day) {
      if (action.kind === 'price') prices.set(action.filmId, centsOf(action.price));
      if (action.kind === 'sale') {
        expect(centsOf(action.amount)).toBe((prices.get(action.filmId) ?? 0) * action.quantity);
      }
    }
  });

  test('changes no price to what it is', () => {
    const prices = new Map(shelves.films.map(({ id, price }) => [id, price]));
    for (const action of day) {
      if (action.kind !== 'price') continue;
      expect(centsOf(action.price)).not.toBe(prices.get(action.filmId));
      prices.set(action.filmId, centsOf(action.price));
    }
  });

  test('withdraws films with all their stock, never the one whose row says that the load was whole', () => {
    const withdrawn = day.filter((action) => action.kind === 'withdrawal');
    expect(withdrawn).toHaveLength(12);
    for (const { filmId, stores } of withdrawn) {
      expect(filmId).not.toBe(keep);
      expect(stores).toEqual(shelves.stock.filter((one) => one.filmId === filmId).map(({ store }) => store));
    }
  });

  test('lets only films expire that no store has', () => {
    const expiring = day.filter((action) => action.kind === 'closing-offer');
    expect(expiring).toHaveLength(2);
    for (const { filmId } of expiring) expect(shelves.stock.some((one) => one.filmId === filmId)).toBe(false);
  });

  test('of an empty shop is empty', () => {
    expect(planDay({ films: [], stock: [], sold: 0 }, { seed: 'seed' })).toEqual([]);
  });
});
