/**
 * What every search store must do, whatever it is made of. The file of each store runs this suite:
 * `searchStoreContract('memory', () => ...)`.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OutcomeStatus } from '../../shared/domain/delivery/outcome.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { changesOf, MARGIN_MS, shuffled } from './search-store.changes.ts';
import { searchStoreDataContract } from './search-store.data-contract.ts';
import { filmEntity, newEntityName } from './search-store.entity.ts';
import { searchQueryContract } from './search-store.query-contract.ts';
import { searchStoreFreeKeysContract } from './search-store.free-keys-contract.ts';
import { searchStorePurgeContract } from './search-store.purge-contract.ts';
import { searchStoreSnapshotContract } from './search-store.snapshot-contract.ts';

export function searchStoreContract(name: string, makeStore: () => SearchStore): void {
  describe(`search store: ${name}`, () => {
    const film = filmEntity();
    const store = makeStore();
    const { created, updated, deleted, snapshot, newKey } = changesOf(film.name);

    beforeAll(async () => {
      await store.prepare([film]);
    });

    async function statuses(...changes: Parameters<SearchStore['apply']>[0]): Promise<OutcomeStatus[]> {
      return (await store.apply(changes)).map(({ status }) => status);
    }

    async function found(query: string): Promise<string[]> {
      await store.refresh(film.name);
      return (await store.search(film.name, query, 100)).hits.map(({ key }) => key);
    }

    describe('a key lives', () => {
      test('a created row can be read, with its marks', async () => {
        const key = newKey();
        const change = created(key, 1, { title: 'Alien' });

        expect(await statuses(change)).toEqual(['applied']);
        expect(await store.get(film.name, key)).toEqual({
          key,
          row: { title: 'Alien' },
          marks: { position: change.position, at: Date.parse(change.at), deleted: false },
        });
      });

      test('an update replaces the row as a whole: attributes that are gone are gone', async () => {
        const key = newKey();
        await store.apply([created(key, 1, { title: 'Alien', genre: 'Horror' })]);

        expect(await statuses(updated(key, 2, { title: 'Aliens' }))).toEqual(['applied']);
        expect((await store.get(film.name, key))?.row).toEqual({ title: 'Aliens' });
      });

      test('a delete leaves a tombstone: readable by key, hidden from search', async () => {
        const key = newKey();
        const word = `word${randomUUID().slice(0, 8)}`;
        await store.apply([created(key, 1, { title: word })]);
        expect(await found(word)).toEqual([key]);

        expect(await statuses(deleted(key, 2))).toEqual(['applied']);
        expect(await store.get(film.name, key)).toMatchObject({ row: {}, marks: { deleted: true } });
        expect(await found(word)).toEqual([]);
      });

      test('a row comes back after its delete', async () => {
        const key = newKey();
        await store.apply([created(key, 1, { title: 'Alien' })]);
        await store.apply([deleted(key, 2)]);

        expect(await statuses(created(key, 3, { title: 'Alien again' }))).toEqual(['applied']);
        expect(await store.get(film.name, key)).toMatchObject({
          row: { title: 'Alien again' },
          marks: { deleted: false },
        });
      });

      test('an unknown key is undefined', async () => {
        expect(await store.get(film.name, newKey())).toBeUndefined();
      });
    });

    describe('positions decide', () => {
      test('an older and an equal position are stale and change nothing', async () => {
        const key = newKey();
        await store.apply([created(key, 5, { title: 'five' })]);

        expect(await statuses(updated(key, 4, { title: 'four' }))).toEqual(['stale']);
        expect(await statuses(updated(key, 5, { title: 'five again' }))).toEqual(['stale']);
        expect((await store.get(film.name, key))?.row).toEqual({ title: 'five' });
      });

      test('a tombstone blocks an older change', async () => {
        const key = newKey();
        await store.apply([deleted(key, 2)]);

        expect(await statuses(created(key, 1, { title: 'ghost' }))).toEqual(['stale']);
        expect((await store.get(film.name, key))?.marks.deleted).toBe(true);
      });

      test('a delete that arrives before its create is kept', async () => {
        const key = newKey();

        expect(await statuses(deleted(key, 2))).toEqual(['applied']);
        expect(await store.get(film.name, key)).toMatchObject({ row: {}, marks: { deleted: true } });
      });

      test('positions compare beyond 63 bits', async () => {
        const key = newKey();
        await store.apply([created(key, 10n ** 39n + 1n, { title: 'later' })]);

        expect(await statuses(updated(key, 10n ** 39n, { title: 'earlier' }))).toEqual(['stale']);
      });

      test('a newer stream generation wins over any older position', async () => {
        const key = newKey();
        await store.apply([created(key, 999, { title: 'old table' })]);
        const restored = updated(key, 1, { title: 'restored table' }, { generation: '2026-12-01T00:00:00.000' });

        expect(await statuses(restored)).toEqual(['applied']);
        expect(await statuses(updated(key, 1_000, { title: 'old table' }))).toEqual(['stale']);
        expect((await store.get(film.name, key))?.row).toEqual({ title: 'restored table' });
      });
    });

    describe('one batch', () => {
      test('duplicates and several changes of one key end as the highest position, each change with an outcome', async () => {
        const key = newKey();
        const first = created(key, 1, { title: 'one' });
        const batch = [first, updated(key, 3, { title: 'three' }), first, updated(key, 2, { title: 'two' }), first];

        const outcomes = await statuses(...batch);
        expect(outcomes).toHaveLength(5);
        expect(outcomes[1]).toBe('applied');
        expect(outcomes.slice(2)).toEqual(['stale', 'stale', 'stale']);
        expect((await store.get(film.name, key))?.row).toEqual({ title: 'three' });
      });

      test('stream changes and snapshot rows of one key end as if applied one by one', async () => {
        const [together, apart] = [newKey(), newKey()];
        const history = (key: string) => [
          created(key, 1, { title: 'one' }, { at: 0 }),
          snapshot(key, MARGIN_MS * 3, { title: 'read' }),
          updated(key, 2, { title: 'two' }, { at: 1_000 }),
          updated(key, 3, { title: 'three' }, { at: MARGIN_MS * 3 }),
          snapshot(key, MARGIN_MS * 3 + 1, { title: 'read again' }),
        ];

        await store.apply(history(together));
        for (const change of history(apart)) await store.apply([change]);
        const [one, other] = [await store.get(film.name, together), await store.get(film.name, apart)];
        expect(one?.row).toEqual({ title: 'three' });
        expect({ ...one, key: '' }).toEqual({ ...other, key: '' });
      });

      test('a row that does not fit the mapping is rejected by name, the good ones around it arrive', async () => {
        const [before, bad, after] = [newKey(), newKey(), newKey()];
        const outcomes = await store.apply([
          created(before, 1, { title: 'good' }),
          created(bad, 1, { title: 'bad', votes: 'SECRET-VALUE' }),
          created(after, 1, { title: 'good too' }),
        ]);

        expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied']);
        expect(outcomes[1]).toMatchObject({ reason: { code: 'HW_SEARCH_REJECTED', field: '/votes' } });
        expect(JSON.stringify(outcomes[1])).toContain(bad);
        expect(JSON.stringify(outcomes[1])).not.toContain('SECRET-VALUE');
        expect(await store.get(film.name, bad)).toBeUndefined();
        expect(await store.get(film.name, after)).toBeDefined();
      });

      test('a rejected change does not take an older good one of its key down with it', async () => {
        const key = newKey();
        const outcomes = await statuses(
          created(key, 1, { title: 'good' }),
          updated(key, 2, { title: 'bad', votes: 'many' }),
        );

        expect(outcomes).toEqual(['applied', 'rejected']);
        expect((await store.get(film.name, key))?.row).toEqual({ title: 'good' });
      });

      test('more changes than fit one request', async () => {
        const keys = Array.from({ length: 2_500 }, newKey);

        const outcomes = await statuses(...keys.map((key) => created(key, 1, { title: 'many' })));
        expect(outcomes.filter((status) => status === 'applied')).toHaveLength(2_500);
        expect(await store.get(film.name, keys.at(-1) ?? '')).toBeDefined();
      });

      test('nothing to apply is nothing', async () => {
        expect(await store.apply([])).toEqual([]);
      });
    });

    describe('concurrent appliers', () => {
      test('8 appliers of a shuffled, duplicated history with deletes leave each key at its highest position', async () => {
        const keys = Array.from({ length: 10 }, newKey);
        const history = keys.flatMap((key) =>
          Array.from({ length: 40 }, (_, at) =>
            at % 7 === 6 ? deleted(key, at + 1) : updated(key, at + 1, { title: `version ${at + 1}` }),
          ),
        );
        const applier = async (seed: number): Promise<void> => {
          const order = shuffled([...history, ...history], seed);
          for (let start = 0; start < order.length; start += 50) {
            let open = order.slice(start, start + 50);
            while (open.length > 0) {
              const outcomes = await store.apply(open);
              open = open.filter((_, at) => outcomes[at]?.status === 'retry');
            }
          }
        };

        await Promise.all(Array.from({ length: 8 }, (_, seed) => applier(seed + 1)));
        for (const key of keys) {
          expect(await store.get(film.name, key)).toMatchObject({
            row: { title: 'version 40' },
            marks: { position: updated(key, 40, {}).position },
          });
        }
      });
    });

    test('an entity without an index: its changes are to be retried, the others arrive', async () => {
      const key = newKey();
      const elsewhere = changesOf(newEntityName()).created('x', 1, {});

      const outcomes = await store.apply([elsewhere, created(key, 1, { title: 'here' })]);
      expect(outcomes[0]).toMatchObject({ status: 'retry', reason: { code: 'HW_SEARCH_NOT_READY' } });
      expect(outcomes[1]).toEqual({ status: 'applied' });
      await expect(store.get(elsewhere.entity, 'x')).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
      await expect(store.search(elsewhere.entity, '*', 1)).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
    });
    searchStorePurgeContract(store);
    searchStoreSnapshotContract(store);
    searchStoreDataContract(store);
    searchQueryContract(store);
    searchStoreFreeKeysContract(store);
  });
}
