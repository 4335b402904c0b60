/** What only a real OpenSearch can do wrong: find an old tombstone where a row has come back since. */
import { expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { changesOf } from './search-store.changes.ts';
import { filmEntity } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

test('a row that came back after the purge found its tombstone is a conflict, and stays', async () => {
  const film = filmEntity();
  const { created, deleted } = changesOf(film.name);
  await store.prepare([film]);
  // What is searched stays as it is now, whatever is written.
  await server.indices.putSettings({ index: film.name, body: { index: { refresh_interval: '-1' } } });
  await store.apply([deleted('back', 2), deleted('gone', 2)]);
  await store.refresh(film.name);
  await store.apply([created('back', 3, { title: 'back' })]);

  expect(await store.purge(film.name, Date.parse('2030-01-01'))).toBe(1);

  expect(await store.get(film.name, 'gone')).toBeUndefined();
  expect((await store.get(film.name, 'back'))?.row).toEqual({ title: 'back' });
});
