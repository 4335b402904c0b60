/** Each field of a change on the bus, refused by its shape alone: what a later step happens to refuse too is not relied on. */
import { expect, test } from 'vitest';
import type { Operation } from '../../shared/domain/change/change.ts';
import { DEEPEST, problemOf } from '../../shared/domain/change/delivered-shape.ts';

const position = `2026-11-01T09:00:00.000/${'7'.padStart(40, '0')}`;
const base = { id: 'e', key: 'f', at: '2026-11-23T18:00:00Z' };
const row = { id: 'f', title: 'A film' };
const claim = { key: 'claims/x', bytes: 1, sha256: 'x' };

const GOOD: Readonly<Record<Operation, Readonly<Record<string, unknown>>>> = {
  created: { ...base, position, cause: 'backfill', beforeRejected: true, after: row },
  updated: { ...base, position, after: row, before: row, changed: ['price'] },
  deleted: { ...base, position, before: row },
  snapshot: { ...base, contains: position, replaces: { position, at: 1 }, after: row },
  absent: { ...base },
};
const OPERATIONS: readonly Operation[] = ['created', 'updated', 'deleted', 'snapshot', 'absent'];
const WRONG: readonly unknown[] = [null, 5, [], [5], 'x'.repeat(5000), ''];

const fields = OPERATIONS.flatMap((operation) =>
  Object.keys(GOOD[operation]).map((name) => [operation, name] as const),
);

test.each(OPERATIONS)('a whole change of operation %s is fine', (operation) => {
  expect(problemOf(GOOD[operation], operation)).toBeUndefined();
});

test.each(fields)('%s: "%s" of a wrong type is refused', (operation, name) => {
  // A list is the one right type of `changed`.
  const wrong = WRONG.filter((value) => name !== 'changed' || !Array.isArray(value) || value.length > 0);

  for (const value of wrong) expect(problemOf({ ...GOOD[operation], [name]: value }, operation)).toBeTypeOf('string');
});

test('a claim that does not say where its rows lie is refused', () => {
  const { after: _, ...without } = GOOD.created;

  expect(problemOf({ ...without, claim }, 'created')).toBeUndefined();
  for (const value of [
    null,
    5,
    [],
    {},
    { ...claim, key: 'other/x' },
    { ...claim, bytes: 'x' },
    { ...claim, sha256: 5 },
  ])
    expect(problemOf({ ...without, claim: value }, 'created')).toBeTypeOf('string');
});

test('what is nested too deep is refused', () => {
  let deep: unknown = 'x';
  for (let level = 0; level < DEEPEST; level += 1) deep = { n: deep };

  expect(problemOf({ ...GOOD.created, after: deep }, 'created')).toBeTypeOf('string');
});
