/** A word that is the same in every key tells nothing apart: it is written only where it looks like the name of a kind. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const TABLE = {
  name: 'table',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexKeys: [],
} as const;

function keyed(pk: (at: number) => string, sk: (at: number) => string): readonly Item[] {
  return Array.from({ length: 12 }, (_, at) => ({
    pk: { S: pk(at) },
    sk: { S: sk(at) },
    balance: { N: String(at * 2) },
  }));
}

/** Tenants, people, codes, however they are written; no list of names has them all. */
const VALUES = [
  ...[
    'acmecorp',
    'acme-corp-berlin',
    'Brightwell',
    'STMARYHOSPITAL',
    'quillfeather',
    'okonkwo-n',
    'mmaguire',
    'QZX',
    'HIV',
  ],
  ...['NGOZI', 'Ngozi', 'ngozi', 'hunter2', 'OkonkwoNgozi'],
];

test.each(VALUES)('%s before a word is a part', (value) => {
  const { source, found } = discover(
    TABLE,
    keyed(
      (at) => `${value}#ACCOUNT#${at + 100}`,
      () => 'A',
    ),
  );

  expect(source).not.toContain(value);
  expect(found.entities.map(({ recognise }) => recognise)).toEqual([
    { pk: expect.stringMatching(/^\{\w+\}#ACCOUNT#\{accountId\}$/) as string, sk: 'A' },
  ]);
});

test.each(['acmecorp', 'acme-corp-berlin', 'OkonkwoNgozi', 'quillfeather', 'hunter2', 'ngozi', 'NGOZI'])(
  '%s alone in a sort key is a part',
  (value) => {
    expect(
      discover(
        TABLE,
        keyed(
          (at) => `ORDER#${at + 100}`,
          () => value,
        ),
      ).source,
    ).not.toContain(value);
  },
);

test.each(['STMARYHOSPITAL', 'HIV', 'QZX'])('%s alone in capitals may be a kind, and is doubted', (value) => {
  const { entities } = discover(
    TABLE,
    keyed(
      (at) => `ORDER#${at + 100}`,
      () => value,
    ),
  ).found;

  expect(entities.flatMap(({ notes }) => notes)).toEqual([expect.stringMatching(/^Doubt: .* no usual name of a kind/)]);
});

test.each([
  ['ORDER', 'ORDER'],
  ['USER', 'PROFILE'],
  ['user', 'profile'],
  ['Invoice', 'METADATA'],
  ['$app', '$order_1'],
  ['BALANCE', 'A'],
])('%s and %s are kinds, without a doubt', (first, second) => {
  const { entities } = discover(
    TABLE,
    keyed(
      (at) => `${first}#${at + 100}`,
      () => second,
    ),
  ).found;

  expect(entities.map(({ recognise }) => recognise)).toEqual([
    { pk: expect.stringContaining(`${first}#{`) as string, sk: second },
  ]);
  expect(entities.flatMap(({ notes }) => notes)).toEqual([]);
});

test('words that divide the items stay, whatever they are, and are doubted', () => {
  const items = [
    ...keyed(
      (at) => `GAME#GLORB#${at}`,
      () => 'A',
    ).map((item) => ({ ...item, a: { N: '1' }, b: { N: '1' } })),
    ...keyed(
      (at) => `GAME#FLOOM#${at}`,
      () => 'A',
    ).map((item) => ({ ...item, c: { N: '1' }, d: { N: '1' } })),
  ];
  const { entities } = discover(TABLE, items).found;

  expect(entities.map(({ recognise }) => 'pk' in (recognise as object) && recognise)).toEqual([
    { pk: 'GAME#GLORB#{glorbId}', sk: 'A' },
    { pk: 'GAME#FLOOM#{floomId}', sk: 'A' },
  ]);
  for (const { notes } of entities)
    expect(notes).toEqual([expect.stringMatching(/^Doubt: .* no usual name of a kind/)]);
});

test.each([
  [['HIV', 'Diabetes', 'Cancer'], 3],
  [['Zwiebelkopf', 'Maguire'], 2],
  [['order', 'invoice'], 0],
])('types %j: %i doubts', (types, doubts) => {
  const items = types.flatMap((type, kind) =>
    Array.from({ length: 8 }, (_, at): Item => {
      const own = Object.fromEntries(['a', 'b'].map((name) => [`${name}${kind}`, { N: String(at) }]));
      return { pk: { S: `${at}k${kind}` }, sk: { S: `x${at}` }, type: { S: type }, ...own };
    }),
  );
  const { entities } = discover(TABLE, items).found;

  expect(entities).toHaveLength(types.length);
  expect(entities.flatMap(({ notes }) => notes).filter((note) => note.startsWith('Doubt'))).toHaveLength(doubts);
});

test.each([
  ['zwiebelkopfAmt', 2],
  ['zwiebelkopfId', 1],
])('%s beside the type Zwiebelkopf: %i doubts', (name, doubts) => {
  const items = ['Zwiebelkopf', 'Okonkwo'].flatMap((type, kind) =>
    Array.from({ length: 8 }, (_, at): Item => ({
      pk: { S: `${at}k${kind}` },
      sk: { S: `x${at}` },
      type: { S: type },
      ...(kind === 0 ? { [name]: { N: String(at) }, a: { N: '1' } } : { c: { N: '1' }, d: { N: '1' } }),
    })),
  );

  expect(discover(TABLE, items).found.entities.flatMap(({ notes }) => notes)).toHaveLength(doubts);
});

test('a key of the table that attributes say is told as left out, and is no lost one', () => {
  const items = Array.from({ length: 12 }, (_, at): Item => ({
    pk: { S: `$app#emp_00${at}` },
    sk: { S: '$employees_1' },
    emp: { S: `00${at}` },
    __edb_e__: { S: 'employees' },
    size: { N: String(at) },
  }));

  expect(discover(TABLE, items).found.entities.flatMap(({ notes }) => notes)).toEqual([
    'Left out, for they are keys made from other attributes: pk.',
    'Left out, for they are keys that are the same in every item that has them: sk.',
  ]);
});

test.each(['KI-AB-123', 'SW1A1AA', 'brightwell.example', 'Ngozi', 'NgoziOkonkwo'])('the type %s is none', (type) => {
  const items = Array.from({ length: 24 }, (_, at): Item => ({
    pk: { S: `k${at}` },
    sk: { S: 'A' },
    type: { S: at % 2 ? type : 'other' },
    ...(at % 2 ? { a: { N: '1' }, b: { N: '1' } } : { c: { S: 'x' }, d: { S: 'x' } }),
  }));

  expect(discover(TABLE, items).source).not.toContain(type);
});

test('what ElectroDB writes before an e-mail address is no part of it', () => {
  const items = Array.from({ length: 12 }, (_, at): Item => ({
    pk: { S: `$app#emp_a.b${at}@example.com` },
    sk: { S: '$employees_1' },
    emp: { S: `A.b${at}@example.com` },
    size: { N: String(at) },
  }));

  expect(discover(TABLE, items).found.entities.map(({ recognise }) => recognise)).toEqual([
    { pk: expect.stringMatching(/^\$app#emp_\{\w+\}$/) as string, sk: '$employees_1' },
  ]);
});
