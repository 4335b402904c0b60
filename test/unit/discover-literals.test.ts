/** What may stand in a definition as a literal: the name of a kind, and nobody's name, address or id. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const TABLE = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  indexKeys: [],
} as const;

/** Items of as many kinds as there are values, each with attributes of its own. */
function typed(attribute: string, values: readonly string[], each = 8): readonly Item[] {
  return values.flatMap((value, kind) =>
    Array.from({ length: each }, (_, index): Item => {
      const own = Object.fromEntries(
        ['a', 'b', 'c'].map((letter): [string, AttributeValue] => [
          `${letter}${'xyzuvw'[kind] ?? ''}Code`,
          { S: `C${index}` },
        ]),
      );
      return { pk: { S: `k${kind}-${index}` }, [attribute]: { S: value }, ...own };
    }),
  );
}

const recognisers = (items: readonly Item[]) => discover(TABLE, items).found.entities.map(({ recognise }) => recognise);

test.each([
  ['given names', 'type', ['Ada', 'Bruno', 'Chidi']],
  ['given names under a name of a library', '_type', ['Ada', 'Emma', 'Liam']],
  ['logins', 'entity', ['emma.k', 'liam.b', 'noah.z']],
  ['e-mail addresses', 'type', ['a@example.com', 'b@example.com', 'c@example.com']],
  ['counted ids', 'kind', ['u1', 'u2', 'u3']],
  ['ids', 'type', ['a81f3c2e9d', 'b77120ac41', 'c90ffe1234']],
  ['what a role is', 'assignee', ['alpha', 'beta', 'gamma']],
  ['towns', 'city', ['Leeds', 'York', 'Bath']],
])('%s are no kinds, and stand nowhere', (_, attribute, values) => {
  const items = typed(attribute, values);
  const { source } = discover(TABLE, items);

  expect(recognisers(items).filter((one) => typeof one === 'object' && 'attribute' in one)).toEqual([]);
  expect(values.filter((value) => source.includes(`'${value}'`) || source.includes(`"${value}"`))).toEqual([]);
});

test('a name that nobody knows is one when what is personal repeats it', () => {
  const items = typed('type', ['trillian', 'slartibart', 'eddie']).map((item) => ({
    ...item,
    email: { S: `${item['type']?.S ?? ''}.b@example.com` },
  }));

  expect(discover(TABLE, items).source).not.toMatch(/'(trillian|slartibart|eddie)'/);
});

test('and so it is in a key', () => {
  const items = Array.from({ length: 12 }, (_, at): Item => ({
    pk: { S: `trillian#${at}` },
    email: { S: 'trillian.a@example.com' },
    size: { N: String(at) },
  }));

  expect(discover(TABLE, items).source).not.toContain('trillian');
});

test.each([
  ['type', ['Order', 'Customer', 'order_line']],
  ['_t', ['com.acme.Order', 'com.acme.User', 'S3Object']],
  ['__typename', ['v1.Order', 'v1.User', 'v2.User']],
])('%s: names of kinds are', (attribute, values) => {
  expect(recognisers(typed(attribute, values))).toEqual(values.map((equals) => ({ attribute, equals })));
});

test('a kind of few items, and a type attribute without a telling name, are doubted', () => {
  const few = discover(TABLE, typed('type', ['Order', 'Customer'], 4));
  const unnamed = discover(TABLE, typed('sort', ['Order', 'Customer']));

  expect(few.found.entities.flatMap(({ notes }) => notes)).toEqual([
    expect.stringMatching(/^Doubt: only 4 items share/),
    expect.stringMatching(/^Doubt: only 4 items share/),
  ]);
  expect(unnamed.found.notes).toEqual([expect.stringMatching(/^Doubt: "sort" is taken for what says which kind/)]);
});
