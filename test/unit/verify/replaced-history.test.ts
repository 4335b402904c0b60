/** A history that lost changes and got a read in their place: what it says of marks then. */
import { expect, test } from 'vitest';
import { at, NOW, seen, shop } from './shop.ts';

const DAY = 86_400_000;

const TABLE: readonly {
  readonly name: string;
  readonly readAt?: number;
  readonly passed: number;
  readonly ahead: boolean;
}[] = [
  { name: 'no read: the history is believed', passed: 9, ahead: true },
  { name: 'a read after the change, and the stream has passed it', readAt: NOW, passed: 9, ahead: false },
  { name: 'a read after the change, and the stream never came so far', readAt: NOW, passed: 8, ahead: true },
  { name: 'a read before the change', readAt: NOW - DAY, passed: 9, ahead: true },
];

test.each(TABLE)('$name', async ({ readAt, passed, ahead }) => {
  const world = shop();
  for (const key of ['k', 'other']) world.row(key, { n: 1 });
  world.document('k', { n: 1 }, seen(9));
  world.document('other', { n: 1 }, seen(passed));
  const known = { at: NOW - DAY, operation: 'updated' } as const;
  world.history.set('k', { ...known, position: at(2), ...(readAt !== undefined && { readAt }) });
  world.history.set('other', { ...known, position: at(passed) });

  const { differences } = await world.verify();

  expect(differences.map(({ key, kind }) => [key, kind])).toEqual(ahead ? [['k', 'position-ahead']] : []);
});
