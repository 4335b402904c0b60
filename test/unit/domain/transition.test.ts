import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, Row } from '../../../shared/domain/row/json.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import { sameValue } from '../../../shared/domain/row/row-equality.ts';
import { transition } from '../../../shared/domain/change/transition.ts';

const moment = { id: 'e1', entity: 'film', key: 'f1', position: positionOf('g', '1'), at: '2026-11-23T18:00:00Z' };
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const rows = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), json) as fc.Arbitrary<Row>;

test('from the row after and what differed before, the row before can be told', () => {
  fc.assert(
    fc.property(rows, rows, (before, after) => {
      const change = transition(moment, before, after);

      if (!change) {
        expect(after).toEqual(before);
        return;
      }
      if (change.operation !== 'updated') throw new Error('an update was expected');
      const unchanged = Object.entries(after).filter(([name]) => !change.changed.includes(name));
      expect({ ...Object.fromEntries(unchanged), ...change.before }).toEqual(before);
    }),
  );
});

test('a row and its copy with the names in another order are the same', () => {
  fc.assert(
    fc.property(json, (value) => {
      const reordered = JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).reverse())
          : inner,
      ) as Json;
      expect(sameValue(value, reordered)).toBe(true);
    }),
  );
});

test.each([
  [
    [1, 2],
    [2, 1],
  ],
  [{ a: null }, {}],
  ['1', 1],
  [[], {}],
  [null, false],
] as [Json, Json][])('%j and %j differ', (one, other) => {
  expect(sameValue(one, other)).toBe(false);
});
