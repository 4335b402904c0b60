/** Whatever text a row and its key hold, the index gives back: read by key, read through, drawn. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { physicalIndicesOf, scanIndex } from '../../shared/adapters/opensearch/physical-index.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { all, anyKey, anyText } from '../property/any-text.ts';
import { changesOf } from './search-store.changes.ts';
import { filmEntity } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client } = await openSearchForTests();
const store = createOpenSearchStore({ client });

const row = fc.record({
  title: anyText,
  genre: anyText,
  tags: fc.array(anyText, { maxLength: 3 }),
  // Names as DynamoDB has them are short; OpenSearch takes 50,000 characters of one.
  extra: fc.dictionary(anyKey, anyText, { maxKeys: 3 }),
});
const made = fc.sample(
  fc.tuple(
    anyKey.map((part) => documentKey([part])),
    row,
  ),
  { numRuns: 400, seed: 13 },
);

test('four hundred rows', async () => {
  const film = filmEntity();
  await store.prepare([film]);
  const rows = new Map(made);
  const changes = [...rows].map(([key, after]) => changesOf(film.name).snapshot(key, 1_000, after));

  const outcomes = await store.apply(changes);
  await store.refresh(film.name);
  const read = await store.getAll(film.name, [...rows.keys()]);
  const scanned = await all(store.scan(film.name));
  const drawn = await store.sample(film.name, 400);
  const [index = ''] = await physicalIndicesOf(client, film.name);
  const physical = await all(scanIndex(client, index));

  expect(outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  for (const documents of [[...read.values()], scanned, drawn, physical]) {
    expect(new Map(documents.map(({ key, row: found }) => [key, found]))).toEqual(rows);
  }
  const byBytes = [...rows.keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect(scanned.map(({ key }) => key)).toEqual(byBytes);
});
