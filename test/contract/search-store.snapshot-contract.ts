/** The part of the contract about snapshot rows: the right-hand column of the table (design: Position). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { OutcomeStatus } from '../../shared/domain/delivery/outcome.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { changesOf, MARGIN_MS } from './search-store.changes.ts';
import { filmEntity } from './search-store.entity.ts';

export function searchStoreSnapshotContract(store: SearchStore): void {
  describe('snapshot rows', () => {
    const film = filmEntity();
    const { created, updated, deleted, snapshot, absent, newKey } = changesOf(film.name);
    const late = MARGIN_MS + 1_000;

    beforeAll(async () => {
      await store.prepare([film]);
    });

    async function statuses(...changes: Parameters<SearchStore['apply']>[0]): Promise<OutcomeStatus[]> {
      return (await store.apply(changes)).map(({ status }) => status);
    }

    test('a snapshot row is taken in where there is nothing', async () => {
      const key = newKey();

      expect(await statuses(snapshot(key, 1_000, { title: 'read' }))).toEqual(['applied']);
      expect(await store.get(film.name, key)).toMatchObject({ row: { title: 'read' }, marks: { deleted: false } });
      expect((await store.get(film.name, key))?.marks.position).toBeUndefined();
    });

    test('it is stale next to a stream change within the margin, and wins over an older one, whose position stays', async () => {
      const key = newKey();
      const streamed = created(key, 1, { title: 'streamed' }, { at: 10_000 });
      await store.apply([streamed]);

      expect(await statuses(snapshot(key, 10_000 + MARGIN_MS, { title: 'read' }))).toEqual(['stale']);
      expect(await statuses(snapshot(key, 10_000 + late, { title: 'read' }))).toEqual(['applied']);
      expect(await statuses(streamed)).toEqual(['stale']);
      expect(await store.get(film.name, key)).toMatchObject({
        row: { title: 'read' },
        marks: { position: streamed.position },
      });
    });

    test('an equal or older snapshot read is stale, a newer one wins', async () => {
      const key = newKey();
      await store.apply([snapshot(key, 5_000, { title: 'first' })]);

      expect(await statuses(snapshot(key, 5_000, { title: 'same' }))).toEqual(['stale']);
      expect(await statuses(snapshot(key, 4_000, { title: 'older' }))).toEqual(['stale']);
      expect(await statuses(snapshot(key, 6_000, { title: 'newer' }))).toEqual(['applied']);
    });

    test('a stream change that the snapshot contains is recorded: position taken, content kept', async () => {
      const key = newKey();
      await store.apply([snapshot(key, late + 1_000, { title: 'read' })]);
      const contained = updated(key, 7, { title: 'before the read' }, { at: 0 });

      await store.apply([contained]);
      expect(await store.get(film.name, key)).toMatchObject({
        row: { title: 'read' },
        marks: { position: contained.position },
      });
      expect(await statuses(contained)).toEqual(['stale']);
    });

    test('a recorded delete does not remove what the snapshot saw', async () => {
      const key = newKey();
      await store.apply([snapshot(key, late + 1_000, { title: 'created anew' })]);

      await store.apply([deleted(key, 7, { at: 0 })]);
      expect(await store.get(film.name, key)).toMatchObject({
        row: { title: 'created anew' },
        marks: { deleted: false },
      });
    });

    test('a stream change within the margin wins, and the snapshot time is dropped', async () => {
      const key = newKey();
      await store.apply([snapshot(key, late, { title: 'read' })]);

      expect(await statuses(updated(key, 1, { title: 'streamed' }, { at: late - MARGIN_MS }))).toEqual(['applied']);
      expect((await store.get(film.name, key))?.marks.snapshotAt).toBeUndefined();
      expect(await statuses(snapshot(key, late, { title: 'read again' }))).toEqual(['stale']);
    });

    test('an absence hides the row that is gone, and older changes do not bring it back', async () => {
      const key = newKey();
      const streamed = created(key, 3, { title: 'gone' }, { at: 0 });
      await store.apply([streamed]);

      expect(await statuses(absent(key, MARGIN_MS))).toEqual(['stale']);
      expect(await statuses(absent(key, late))).toEqual(['applied']);
      expect(await statuses(streamed, updated(key, 2, { title: 'late' }, { at: 0 }))).toEqual(['stale', 'stale']);
      expect(await store.get(film.name, key)).toEqual({
        key,
        row: {},
        marks: { position: streamed.position, snapshotAt: Date.parse(absent(key, late).at), deleted: true },
      });
      expect(await statuses(created(key, 4, { title: 'back' }, { at: late }))).toEqual(['applied']);
    });

    test("a repair's read replaces the very marks that it names, once, and no others", async () => {
      const key = newKey();
      const wrong = created(key, 999_999, { title: 'wrong' }, { at: late * 9 });
      const { position, at } = wrong;
      const replaces = { position, at: Date.parse(at) };
      const contains = created(key, 5, {}).position;
      await store.apply([wrong]);

      expect(await statuses(snapshot(key, 2_000, { title: 'x' }, { replaces: { position } }))).toEqual(['stale']);
      expect(await statuses(snapshot(key, 2_000, { title: 'right' }, { replaces, contains }))).toEqual(['applied']);
      expect(await statuses(snapshot(key, 2_000, { title: 'again' }, { replaces, contains }))).toEqual(['stale']);
      expect(await store.get(film.name, key)).toMatchObject({ row: { title: 'right' }, marks: { position: contains } });
      expect(await statuses(updated(key, 6, { title: 'next' }, { at: 3_000 }))).toEqual(['applied']);
    });
  });
}
