import { expect, test } from 'vitest';
import { MemoryItemSource } from '../../../shared/adapters/memory/item-source.ts';
import { createMemorySearchStore } from '../../../shared/adapters/memory/search-store.ts';
import { missingTombstones } from '../../../shared/runtime/verify/tombstones.ts';
import { changesOf } from '../../contract/search-store.changes.ts';
import { filmEntity } from '../../contract/search-store.entity.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const DAY = 86_400_000;

test('a deletion without a tombstone is told of, unless it arrives, is too old to matter, or its row is there again', async () => {
  const film = filmEntity();
  const { created, deleted } = changesOf(film.name);
  const store = createMemorySearchStore();
  await store.prepare([film]);
  const table = new MemoryItemSource(() => NOW);
  await store.apply([deleted('hidden', 2)]);
  table.rows.set('back', { status: 'row', entity: film.name, key: 'back', row: {}, readAt: 0 });
  const old = { key: 'old', at: NOW - 9 * DAY };
  const young = ['hidden', 'lost', 'late', 'back'].map((key) => ({ key, at: NOW - DAY }));
  const copy = {
    consumer: 'search',
    entity: film.name,
    store,
    expects: () => undefined,
    tombstonesSince: NOW - 2 * DAY,
  };

  const found = await missingTombstones(copy, [...young, old], {
    source: table,
    graceMs: 1_000,
    marginMs: 60_000,
    now: () => NOW,
    pause: () => store.apply([created('late', 1, {}), deleted('late', 2)]),
  });

  expect(found).toMatchObject([{ consumer: 'search', key: 'lost', kind: 'tombstone-missing' }]);
});
