/** How OpenSearch searches in free keys: what docs/configuration.md says it can, and why the rest is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword, map, optional } from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });
const fields = { code: optional(keyword()), m: map() };
const entity = defineEntity({ name: newEntityName(), recognise: 'every-item', fields });
const { created } = changesOf(entity.name);

const ROWS: Readonly<Record<string, Row>> = {
  red: { m: { colour: 'red', size: { 'in.cm': 10 } } },
  'red-blue': { m: { colour: 'red blue', sizes: [9, 11] } },
  number: { m: { price: 10 } },
  text: { m: { price: '10.0' } },
  other: { m: { Colour: 'RED' }, code: 'red' },
};

beforeAll(async () => {
  await store.prepare([entity]);
  await store.apply(Object.entries(ROWS).map(([key, row]) => created(key, 1, row)));
  await store.refresh(entity.name);
});

async function found(query: object): Promise<string[]> {
  const { body } = await server.search({ index: entity.name, body: { query } });
  return body.hits.hits.map(({ _id }) => String(_id)).toSorted();
}

describe('found', () => {
  test.each<[string, object, string[]]>([
    ['an exact value under a key', { term: { 'm.colour': 'red' } }, ['red']],
    ['a value of several words, as a whole', { term: { 'm.colour': 'red blue' } }, ['red-blue']],
    [
      'without regard to case, and then of the key neither',
      { term: { 'm.colour': { value: 'Red', case_insensitive: true } } },
      ['other', 'red'],
    ],
    ['one under any key', { term: { m: 'red' } }, ['red']],
    ['an element of a list', { term: { 'm.sizes': 11 } }, ['red-blue']],
    ['under a key with a dot, as if it were an object', { term: { 'm.size.in.cm': 10 } }, ['red']],
    ['a beginning', { prefix: { 'm.colour': 'red ' } }, ['red-blue']],
    ['whether a key is there', { exists: { field: 'm.colour' } }, ['red', 'red-blue']],
  ])('%s', async (_, query, keys) => {
    expect(await found(query)).toEqual(keys);
  });

  test('words without a field look into other fields only', async () => {
    expect((await store.search(entity.name, 'red', 10)).hits.map(({ key }) => key)).toEqual(['other']);
  });
});

describe('answered wrongly, or not at all: so refused before it is asked', () => {
  test('numbers are text: 10 is not 10.0, and no number of two digits lies above 9', async () => {
    expect(await found({ term: { 'm.price': 10 } })).toEqual(['number']);
    expect(await found({ range: { 'm.price': { gte: 9 } } })).toEqual([]);
  });

  test('a search with typing errors takes the key for a part of the word', async () => {
    expect(await found({ fuzzy: { 'm.color': 'red' } })).toContain('red');
  });

  test.each(['m', 'm.colour'])('an order by %s', async (field) => {
    await expect(server.search({ index: entity.name, body: { sort: [field] } })).rejects.toThrow();
  });
});
