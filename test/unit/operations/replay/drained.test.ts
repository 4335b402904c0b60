import { expect, test } from 'vitest';
import { Drained } from '../../../../operations/replay/drained.ts';

/** At which look it is done; undefined: not by these looks. */
function doneAt(before: number, looks: readonly number[]): number | undefined {
  const drained = new Drained(new Map([['search', before]]));
  const at = looks.findIndex((waiting) => drained.look(new Map([['search', waiting]])));
  return at < 0 ? undefined : at;
}

test('a buffer that is as short as before, twice in a row, is done', () => {
  expect(doneAt(3, [3, 2])).toBe(1);
  expect(doneAt(3, [3])).toBeUndefined();
});

test('a buffer that live traffic keeps filled is done when as much was taken as waited', () => {
  expect(doneAt(0, [100, 90, 95, 60, 80, 40, 50, 30])).toBe(7);
});

test('a buffer that nobody takes from is not done, whatever comes', () => {
  expect(doneAt(0, [100, 100, 120, 150])).toBeUndefined();
});

test('an empty look between two full ones does not count by itself: messages in the hands of a function that hands them back', () => {
  const drained = new Drained(new Map());
  const looks = [0, 40, 40, 39].map((waiting) => drained.look(new Map([['search', waiting]])));
  expect(looks).toEqual([false, false, false, false]);
});

test('all consumers have to be done', () => {
  const drained = new Drained(new Map());
  drained.look(
    new Map([
      ['search', 5],
      ['analytics', 5],
    ]),
  );
  expect(
    drained.look(
      new Map([
        ['search', 0],
        ['analytics', 5],
      ]),
    ),
  ).toBe(false);
  expect(
    drained.look(
      new Map([
        ['search', 0],
        ['analytics', 0],
      ]),
    ),
  ).toBe(true);
});
