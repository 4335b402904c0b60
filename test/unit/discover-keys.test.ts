/** Keys that nobody named, and keys of indexes: guessed with a reason, and left out with a true one. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import { tableOfItems } from '../../operations/discover/table-of-items.ts';
import { textKind } from '../../operations/discover/text-kind.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const made = (make: (index: number) => Readonly<Record<string, string | number>>): readonly Item[] =>
  Array.from({ length: 24 }, (_, index) =>
    Object.fromEntries(
      Object.entries(make(index)).map(([name, value]): [string, AttributeValue] => [
        name,
        typeof value === 'number' ? { N: String(value) } : { S: value },
      ]),
    ),
  );
const day = (index: number): string => `2026-01-${String(index + 1).padStart(2, '0')}T10:00:00Z`;

test.each<readonly [readonly string[], (index: number) => Readonly<Record<string, string | number>>]>([
  [['device', 'ts'], (at) => ({ device: `d${at % 4}`, ts: 1_795_000_000 + at, celsius: 20.5 + at })],
  [['device', 'ts'], (at) => ({ ts: 1_795_000_000 + at, device: `d${at % 4}`, celsius: 20 + at / 4 })],
  [['sensor', 'at'], (at) => ({ sensor: `d${at % 4}`, at: day(at), note: `n${at}` })],
  [['email'], (at) => ({ email: `a${at}@example.com`, createdAt: day(at), name: 'x' })],
  [['userId', 'orderId'], (at) => ({ userId: `u${at % 3}`, orderId: `o${at}`, placed: day(at) })],
  [['orderId'], (at) => ({ orderId: `o${at}`, userId: `u${at % 3}` })],
  [['PK', 'SK'], (at) => ({ SK: `s${at}`, id: `i${at}`, PK: `p${at}` })],
  [['id'], (at) => ({ userId: `u${at % 3}`, id: `i${at}` })],
  [['isbn'], (at) => ({ isbn: 9_780_000_000 + at, price: 5.5 })],
])('%j', (keys, make) => {
  const { partitionKey, sortKey, doubts } = tableOfItems('t', made(make), {});

  expect([partitionKey.name, ...(sortKey ? [sortKey.name] : [])]).toEqual(keys);
  expect(doubts).toEqual([expect.stringMatching(/^Doubt: the keys were guessed from a file: no two items share "/)]);
});

test('keys of indexes are left out for what they are', () => {
  const items = made((at) => ({
    ...{ pk: `USER#${at}`, sk: 'INFO', nick: `n${at}`, GSI1PK: 'USERS', GSI1SK: `NICK#n${at}`, GSI2PK: `USER#${at}` },
    GSI2SK: `LEVEL#${at * 7}`,
  }));
  const table = {
    name: 't',
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
    indexKeys: ['GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK'],
  } as const;

  expect(discover(table, items).found.entities.flatMap(({ notes }) => notes)).toEqual([
    'Left out, for they are keys made from other attributes: GSI1SK, GSI2PK.',
    'Left out, for they are keys that are the same in every item that has them: GSI1PK.',
    'Doubt: left out as keys of indexes, but they hold what no field does: GSI2SK.',
  ]);
});

test.each([
  [[...Array.from({ length: 9 }, () => '2026-01-02'), 'soon'], 'Doubt: 9 of 10 are days, the others are not.'],
  [
    [...Array.from({ length: 9 }, () => '2026-01-02T10:00:00Z'), 'soon'],
    'Doubt: 9 of 10 are times, the others are not.',
  ],
  [['2026-01-02', '2026-01-02T10:00:00Z'], 'Doubt: its texts are times of different forms'],
])('%j is doubted', (texts, doubt) => {
  const { kind, notes } = textKind('due', texts);

  expect(kind).toEqual({ kind: 'keyword' });
  expect(notes).toEqual([expect.stringContaining(doubt)]);
});
