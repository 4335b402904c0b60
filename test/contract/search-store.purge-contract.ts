/** The part of the contract about tombstones that have outlived every redelivery. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { changesOf, MARGIN_MS, shuffled } from './search-store.changes.ts';
import { filmEntity, newEntityName } from './search-store.entity.ts';

export function searchStorePurgeContract(store: SearchStore): void {
  describe('purge', () => {
    const film = filmEntity();
    const { created, deleted, snapshot, absent, newKey } = changesOf(film.name);
    const time = (at: number): number => Date.parse(created('x', 1, {}, { at }).at);

    beforeAll(async () => {
      await store.prepare([film]);
    });

    async function purge(before: number): Promise<number> {
      await store.refresh(film.name);
      return store.purge(film.name, time(before));
    }

    test('tombstones of older deletions go, and are counted; younger ones, and rows, stay', async () => {
      const [old, exact, young, row] = [newKey(), newKey(), newKey(), newKey()];
      await store.apply([
        deleted(old, 2, { at: 1_000 }),
        deleted(exact, 2, { at: 2_000 }),
        deleted(young, 2, { at: 3_000 }),
        created(row, 1, { title: 'an old row' }, { at: 0 }),
      ]);

      expect(await purge(2_000)).toBe(1);

      expect(await store.get(film.name, old)).toBeUndefined();
      for (const key of [exact, young, row]) expect(await store.get(film.name, key)).toBeDefined();
      expect(await purge(2_000)).toBe(0);
    });

    test('the deletion counts, not when its tombstone arrived: one that was applied late goes with the others', async () => {
      const key = newKey();
      await store.apply([created(key, 1, { title: 'read' }, { at: 500 }), deleted(key, 9, { at: 600 })]);

      expect(await purge(1_000)).toBe(1);
    });

    test('the tombstone of an absence goes by the time of its read', async () => {
      const [old, young] = [newKey(), newKey()];
      await store.apply([absent(old, 1_499), absent(young, 1_500)]);

      expect(await purge(1_500)).toBe(1);
      expect(await store.get(film.name, old)).toBeUndefined();
      expect(await purge(1_501)).toBe(1);
      expect(await store.get(film.name, young)).toBeUndefined();
    });

    test('a row that came back stays, however old its deletion', async () => {
      const [streamed, read] = [newKey(), newKey()];
      await purge(MARGIN_MS * 3);
      await store.apply([deleted(streamed, 2, { at: 0 }), deleted(read, 2, { at: 0 })]);
      await store.apply([
        created(streamed, 3, { title: 'back' }, { at: 100 }),
        snapshot(read, MARGIN_MS * 2, { title: 'read again' }),
      ]);

      expect(await purge(MARGIN_MS * 3)).toBe(0);
      expect((await store.get(film.name, streamed))?.row).toEqual({ title: 'back' });
      expect((await store.get(film.name, read))?.row).toEqual({ title: 'read again' });
    });

    test('rows that come back while a purge runs are not lost', async () => {
      const keys = Array.from({ length: 1_500 }, newKey);
      await store.apply(keys.map((key) => deleted(key, 2, { at: 0 })));
      const back = shuffled(keys, 7).slice(0, 750);
      await store.refresh(film.name);

      const returning = back.map((key) => created(key, 3, { title: 'back' }, { at: 100 }));
      const [, outcomes] = await Promise.all([store.purge(film.name, time(50)), store.apply(returning)]);

      const again = returning.filter((_, index) => outcomes[index]?.status === 'retry');
      await store.apply(again);
      await store.refresh(film.name);
      expect((await store.search(film.name, 'back', 1)).total).toBeGreaterThanOrEqual(back.length);
      for (const key of back.slice(0, 50)) expect((await store.get(film.name, key))?.row).toEqual({ title: 'back' });
    });

    test('more tombstones than one request removes', async () => {
      const many = filmEntity();
      const { deleted: gone } = changesOf(many.name);
      await store.prepare([many]);
      await store.apply(Array.from({ length: 10_050 }, () => gone(newKey(), 2, { at: 0 })));
      await store.refresh(many.name);

      expect(await store.purge(many.name, time(1))).toBe(10_050);
    });

    test('an entity without an index is told', async () => {
      await expect(store.purge(newEntityName(), 0)).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
    });
  });
}
