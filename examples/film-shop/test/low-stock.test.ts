import { expect, test } from 'vitest';
import { noticeOf, runsLow } from '../low-stock/notice.ts';
import type { ChangeOf } from 'headwater/function';
import { created, deleted, updated } from './changes.ts';

type Shelf = Parameters<typeof noticeOf>[0];

function shelf(quantity: number): Shelf {
  return { filmId: 'f1', store: 'lagos', quantity, sold: 0, revenue: 0 };
}

function sale(before: number | undefined, after: number): ChangeOf<Shelf> {
  return updated('stock', 'f1|lagos', 1, shelf(after), before === undefined ? {} : { quantity: before });
}

test.each([
  [6, 5, false],
  [5, 4, true],
  [7, 0, true],
  [4, 3, false],
  [3, 9, false],
])('a shelf that goes from %i to %i: notice %s', (before, after, told) => {
  expect(runsLow(sale(before, after))).toBe(told);
});

test('a price or a new shelf with little on it is no notice', () => {
  expect(runsLow(sale(undefined, 3))).toBe(false);
  expect(runsLow(created('stock', 'f1|lagos', 1, shelf(2)))).toBe(false);
  expect(runsLow(deleted('stock', 'f1|lagos', 1))).toBe(false);
});

test('the notice says which film, where, and how many are left', () => {
  expect(noticeOf(shelf(3))).toEqual({ filmId: 'f1', store: 'lagos', quantity: 3 });
});
