/** What the check of definitions refuses: it is named, only what it concerns is changed, and keys stay fields. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const TABLE = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexKeys: [],
} as const;

const made = (count: number, make: (index: number) => Readonly<Record<string, string>>): readonly Item[] =>
  Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      Object.entries(make(index)).map(([name, text]): [string, AttributeValue] => [name, { S: text }]),
    ),
  );

const recognisers = (items: readonly Item[]) =>
  Object.fromEntries(discover(TABLE, items).found.entities.map(({ name, recognise }) => [name, recognise]));

const mail = (index: number): string => `zaphod${index}@galaxy.example.org`;

test('a part of a key is not called like the key, for a field so called would show what the policy hashes', () => {
  const items = [
    ...made(30, (at) => ({ pk: `USER#${mail(at)}`, sk: `ORDER#2026-01-${10 + (at % 9)}#${at}`, total: `T${at}` })),
    ...made(10, (at) => ({ pk: `SHOP#${at}`, sk: 'INFO', title: `Shop ${at}` })),
  ];
  const { found, checked } = discover(TABLE, items);

  expect(recognisers(items)).toEqual({
    order: { pk: 'USER#{userId}', sk: 'ORDER#{orderDay}#{orderId}' },
    info: { pk: 'SHOP#{shopId}', sk: 'INFO' },
  });
  expect(found.entities[0]?.policy).toMatchObject([{ path: 'userId', protection: 'hash' }]);
  expect(found.refusals).toEqual([]);
  expect(checked.entities).toMatchObject([
    { accepted: 30, rejected: 0 },
    { accepted: 10, rejected: 0 },
  ]);
});

test('the local part of e-mail addresses is no word of the key, however many share it', () => {
  const items = made(20, (at) => ({ pk: `USER#zaphod.b${at}@example.org`, sk: 'INFO', title: `Shop ${at}` }));

  expect(discover(TABLE, items).source).not.toContain('zaphod');
});

const crossing = [
  ...made(12, (at) => ({ pk: `SHOP#${at}`, sk: `${at}-k`, title: `Shop ${at}` })),
  ...made(12, (at) => ({ pk: `${at}-k`, sk: `ORDER#${at}`, total: `T${at}` })),
];

test('two that would recognise one item: it is named, and one of them is asked first', () => {
  const { found, source, checked } = discover(TABLE, crossing);

  expect(found.refusals).toEqual([
    expect.stringMatching(
      /^Doubt: shop and order would both recognise an item such as \{ pk: "SHOP#1", sk: "ORDER#1" \}\./,
    ),
  ]);
  expect(recognisers(crossing)).toEqual({
    shop: { pk: 'SHOP#{shopId}', sk: '{sk}' },
    order: { pk: '{pk}', sk: 'ORDER#{orderId}', before: ['shop'] },
  });
  expect(source).toContain(
    '// Doubt: shop and order would both recognise an item such as { pk: "SHOP#1", sk: "ORDER#1" }.',
  );
  expect(source).toContain("recognise: { pk: '{pk}', sk: 'ORDER#{orderId}', before: ['shop'] }");
  expect(checked.unrecognised).toBe(0);
});

test('where an attribute says what an item is, it tells them apart instead', () => {
  const typed = crossing.map((item) => ({ ...item, type: { S: item['title'] ? 'shop' : 'order' } }));
  const { found } = discover(TABLE, typed);

  expect(recognisers(typed)).toEqual({
    shop: { attribute: 'type', equals: 'shop' },
    order: { attribute: 'type', equals: 'order' },
  });
  expect(found.refusals).toHaveLength(1);
  // Nothing else says what the keys say.
  expect(found.entities.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
    ['pk', 'sk', 'title'],
    ['pk', 'sk', 'total'],
  ]);
});

test('where sampled items could be either, the two become one, and all others stay as they are', () => {
  const either = made(6, (at) => ({ pk: `SHOP#${at}`, sk: `ORDER#${at}`, total: `T${at}` }));
  const swapped = made(6, (at) => ({ pk: `SHOP#x${at}`, sk: `ORDER#x${at}`, title: `Shop ${at}` }));
  const others = made(10, (at) => ({ pk: `TEAM#${at}`, sk: 'INFO', motto: `We are ${at}` }));
  const { found, checked } = discover(TABLE, [...crossing, ...either, ...swapped, ...others]);

  expect(found.entities.map(({ name }) => name)).toContain('info');
  expect(found.entities.length).toBeGreaterThan(1);
  expect(checked.entities.every(({ rejected }) => rejected === 0)).toBe(true);
  expect(checked.unrecognised).toBe(0);
});

test('keys of one entity stay fields when nothing else says what they say, and keep their policy', () => {
  const items = made(20, (at) => ({ pk: mail(at), sk: `${at}#${at + 1}`, note: `Note ${at}` }));
  const { found } = discover(TABLE, items);

  expect(found.entities).toHaveLength(1);
  expect(found.entities[0]?.fields.map(({ name }) => name)).toEqual(['pk', 'sk', 'note']);
  expect(found.entities[0]?.policy.map(({ path }) => path)).toEqual(['pk']);
});

test('a key stays a field when only the key of an index repeats it', () => {
  const items = ['Quota', 'Badge'].flatMap((type) =>
    made(20, (at) => ({
      pk: `HR-${at}`,
      sk: `${type}-2026-Q${at}`,
      type,
      [type]: 'x',
      gsi1pk: `2026-Q${at}`,
      gsi1sk: String(at),
    })),
  );

  expect(discover(TABLE, items).found.entities.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
    ['pk', 'sk', 'Quota'],
    ['pk', 'sk', 'Badge'],
  ]);
});
