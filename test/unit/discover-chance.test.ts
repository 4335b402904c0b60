/** Ids that look like card or account numbers by chance are nobody's, and card numbers are found all the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import { isCardNumber } from '../../operations/discover/check-digits.ts';
import { personalTexts, personalWithin } from '../../operations/discover/personal-values.ts';

const TABLE = { name: 'things', partitionKey: { name: 'id', type: 'string' }, indexKeys: [] } as const;

/** A UUID of digits, of which the middle passes the check of card numbers. */
const LIKE_CARDS = ['a1b24111-1111-1111-1111-4a5b6c7d8e9f', '41111111-1111-1111-1111-111111111111'];

test.each(LIKE_CARDS)('%s holds no card number', (id) => {
  expect(personalWithin([id])).toBeUndefined();
  expect(personalWithin([`see ${id}.`, `/orders/${id}/lines`])).toBeUndefined();
});

test('no UUID, no hexadecimal id and no ULID is one, wherever it stands', () => {
  const ulid = fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  const hex = fc.stringMatching(/^[0-9a-f]{24,64}$/);
  const digits = fc.stringMatching(/^[0-9]{8}-[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{12}$/);
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), digits, hex, ulid), fc.constantFrom('', 'see ', 'Order#'), (id, before) => {
      expect(personalWithin([before + id])).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

/** As many ids in fours as pass or fail the check by chance. */
const IN_FOURS = Array.from({ length: 400 }, (_, at) => {
  const digits = String(4_000_000_000_000_000 + at * 7_919_531_337);
  return digits.replaceAll(/(.{4})(?=.)/g, '$1-');
});

test.each<readonly [string, readonly string[]]>([
  ['ids in fours', IN_FOURS],
  ['one among random ids', [...Array.from({ length: 399 }, (_, at) => `x${at}y`), '4111-1111-1111-1111']],
])('%s: a doubt, and no policy', (_, ids) => {
  expect(ids.some(isCardNumber)).toBe(true);
  const items = ids.map((x, at) => ({ id: { S: `k${at}` }, x: { S: x }, y: { M: { z: { S: x } } } }));
  const { entities } = discover(TABLE, items).found;

  expect(entities.map(({ policy }) => policy)).toEqual([[]]);
  expect(entities[0]?.fields.find(({ name }) => name === 'x')?.notes).toContainEqual(
    expect.stringMatching(/^Doubt: \d+ of 400 texts could be a card number, or an id/),
  );
});

describe('card numbers', () => {
  const cards = ['4111 1111 1111 1111', '4111-1111-1111-1111', '3782 822463 10005', '3782-822463-10005'];

  test.each(cards)('%s in a text', (card) => {
    for (const text of [`paid by ${card}.`, `(${card})`, `${card}, 12/29`, card])
      expect(personalWithin(['cash', text])).toMatchObject({ what: 'a card number', count: 1, sure: true });
  });

  test.each([...cards, '4111111111111111', '378282246310005'])('%s alone', (card) => {
    expect(personalTexts([card, card])).toMatchObject({ what: 'card numbers' });
  });

  test.each(['4111 1111-1111 1111', '41-11-1111-1111-1111'])('%s is grouped like none', (text) => {
    expect(personalTexts([text])).toBeUndefined();
    expect(personalWithin([text])).toBeUndefined();
  });
});
