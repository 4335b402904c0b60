/** What a stranger's items and files brought: values that looked like words, secrets, files that are none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { isWord } from '../../operations/discover/key-segments.ts';
import { keyedItems, keyShapes, keySyntax } from '../../operations/discover/key-shapes.ts';
import { discover } from '../../operations/discover/discover.ts';
import { readItemsFile } from '../../operations/discover/items-file.ts';
import { personalTexts } from '../../operations/discover/personal-values.ts';
import { sourceOf } from '../../operations/discover/source.ts';

const directory = mkdtempSync(join(tmpdir(), 'headwater-discover-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const TABLE = {
  name: 'orders',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexKeys: [],
} as const;

test.each(['zaphod@galaxy.org', 'zaphod', 'BEEBLEBROX'])('one partition (%s) is no literal', (pk) => {
  const items = Array.from({ length: 10 }, (_, at) => ({ pk: { S: pk }, sk: { S: `ORDER#${at + 17}` } }));
  const syntax = keySyntax(TABLE, items);

  expect(keyShapes(keyedItems(syntax, items), syntax).map(({ steps }) => steps)).toEqual([
    [
      { key: 0, at: 0, head: '', deep: false },
      { key: 1, at: 0, literal: 'ORDER' },
      { key: 1, at: 1, head: '', deep: false },
    ],
  ]);
});

test('an e-mail address is no word, a type of a library is', () => {
  expect(['zaphod@galaxy.org', 'a@b'].filter(isWord)).toEqual([]);
  expect(['@type', '$shop', 'com.acme.Order', 'ORDER', 'v0', 'profile'].filter((word) => !isWord(word))).toEqual([]);
});

test.each([
  `AKIA${'A2'.repeat(8)}`,
  `ghp_${'a1'.repeat(18)}`,
  `sk_live_${'a1'.repeat(12)}`,
  'xoxb-1234567890-abcdefghij',
  '-----BEGIN PRIVATE KEY-----\nMIIE',
  `AIza${'b2'.repeat(18)}`,
  'postgres://app:hunter2@db.example.com/shop',
])('a secret is dropped: %s', (text) => {
  expect(personalTexts([text, text])).toMatchObject({ protection: 'drop' });
});

test.each(['zaphod@galaxy.org', '+447946012345', '078-05-1120', '0f8fad5b-d9cb-469f-a165-70867728950e'])(
  'an attribute named %s stands in nothing, though all items have it',
  (name) => {
    const items = Array.from({ length: 20 }, (_, at) => ({
      pk: { S: `SHOP#${at}` },
      sk: { S: 'INFO' },
      title: { S: `Shop ${at}` },
      [name]: { N: String(at) },
      votes: { M: { [name]: { N: '1' } } },
    }));

    const { found } = discover(TABLE, items);
    const source = sourceOf(found);

    expect(source).toContain('title');
    expect(source).not.toContain(name);
  },
);

describe('files', () => {
  test('a byte order mark and Windows line ends are none of the item', async () => {
    const { items } = await readItemsFile(file('bom.jsonl', '\uFEFF{"pk":{"S":"a"}}\r\n{"pk":{"S":"b"}}\r\n'), 10);

    expect(items).toEqual([{ pk: { S: 'a' } }, { pk: { S: 'b' } }]);
  });

  const zipped = gzipSync('{"pk":{"S":"a"}}\n'.repeat(500));
  const deep = `{"a":${'{"L":['.repeat(20_000)}${']}'.repeat(20_000)}}`;

  test('each bad line is told by its number and by what is wrong; many are counted', async () => {
    const lines = [
      ...['{"pk":{"S":"a"}}', 'nothing', '[]', '{}', '{"pk":{"S":"a","N":"1"}}', '{"pk":"a"}', '{"pk":{"S":1}}', '7'],
      ...['\u0000\u0001', '{"pk":{}}', 'null', ...Array.from({ length: 5 }, () => '{')],
    ];
    const error: unknown = await readItemsFile(file('many.jsonl', lines.join('\n')), 10).catch((one: unknown) => one);

    expect((error as Error).message.split('\n').slice(1)).toEqual([
      '  line 2: no JSON, or nested too deep',
      '  line 3: an array, and no item',
      '  line 4: an item without attributes',
      '  line 5: no item in DynamoDB JSON: its attribute 1 is of 2 types (S, N)',
      '  line 6: no item in DynamoDB JSON: its attribute 1 is a plain JSON value without a type such as {"S":"..."}',
      '  line 7: no item in DynamoDB JSON: its attribute 1 is no value of its type (S)',
      '  line 8: a number, and no item',
      '  line 9: binary data, and no text',
      '  line 10: no item in DynamoDB JSON: its attribute 1 is without a type',
      '  line 11: null, and no item',
      '  and 5 more',
    ]);
    expect((error as Error).message).toMatch(/many\.jsonl: 15 lines are no items\.\n/);
  });

  test.each(['geheim-1', '', '0x1f', '1,5', 'NaN', '1 2'])('%j is no number', async (N) => {
    const path = file('number.jsonl', `${JSON.stringify({ pk: { S: 'a' }, n: { N } })}\n`);

    await expect(readItemsFile(path, 10)).rejects.toThrow(/line 1: .* attribute 2 is no value of its type \(N\)/);
    await expect(readItemsFile(file('set.jsonl', JSON.stringify({ n: { NS: [N] } })), 10)).rejects.toThrow(/\(NS\)/);
  });

  test.each(['0', '-1', '1.50', '1E+5', '1e-130', '+7', '.5'])('%s is one', async (N) => {
    const { items } = await readItemsFile(file('number.jsonl', JSON.stringify({ n: { N } })), 10);

    expect(items).toHaveLength(1);
  });

  test.each([
    [
      'pretty.json',
      '{\n  "Items": [\n    {\n      "pk": { "S": "a" }\n    }\n  ]\n}\n',
      /: JSON over several lines\.$/,
      /\.Items\[\]/,
    ],
    [
      'incremental.json',
      '{"Metadata":{"WriteTimestampMicros":"1"},"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}}}',
      /line 1: a change of an incremental export/,
      /NewImage/,
    ],
    [
      'removed.json',
      '{"Metadata":{},"Keys":{"pk":{"S":"a"}},"OldImage":{"pk":{"S":"a"}}}',
      /incremental export/,
      /in full/,
    ],
  ])('%s is named, with one next step', async (name, content, message, next) => {
    await expect(readItemsFile(file(name, content), 10)).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
      next: expect.stringMatching(next) as string,
    });
  });

  test.each([
    ['plain.gz', '{"pk":{"S":"a"}}\n', /cannot be unzipped/],
    ['short.gz', zipped.subarray(0, zipped.length - 12), /cannot be unzipped/],
    ['deep.jsonl', deep, /line 1: no (?:item in DynamoDB )?JSON/],
    ['broken.jsonl', '{"pk":{"S":"a"}}\n{"pk":\n', /line 2: no JSON/],
    ['scan.jsonl', '{"Items":[{"pk":{"S":"a"}}],"Count":1}', /line 1: no item in DynamoDB JSON/],
  ])('%s is refused with the next step', async (name, content, message) => {
    await expect(readItemsFile(file(name, content), 10)).rejects.toMatchObject({
      name: 'OperationError',
      message: expect.stringMatching(message) as string,
      next: expect.stringMatching(/\.$/) as string,
    });
  });
});
