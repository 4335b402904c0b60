import { expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import { createMemorySearchStore } from '../../../shared/adapters/memory/search-store.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';

function deleted(key: string, at: string): Extract<Change, { operation: 'deleted' }> {
  const position = positionOf('2026-11-01T09:00:00.000', '7');
  return { operation: 'deleted', entity: 'film', id: `e-${key}`, key, position, at, before: {} };
}

test('a purge removes tombstones of deletions before its time, and nothing else', async () => {
  const store = createMemorySearchStore();
  await store.prepare([film]);
  const { before: _, ...base } = deleted('f3', '2026-11-01T00:00:00Z');
  const row: Change = { ...base, operation: 'created', after: { id: 'f3' } };
  await store.apply([deleted('f1', '2026-11-01T00:00:00Z'), deleted('f2', '2026-11-02T00:00:00Z'), row]);

  const purged = store.purgeTombstones('film', Date.parse('2026-11-02T00:00:00Z'));

  expect(purged).toBe(1);
  expect(await store.get('film', 'f1')).toBeUndefined();
  expect(await store.get('film', 'f2')).toMatchObject({ marks: { deleted: true } });
  expect(await store.get('film', 'f3')).toMatchObject({ row: { id: 'f3' } });
});
