/**
 * What every search store must do, whatever it is made of. The file of each store runs this suite:
 * `searchStoreContract('memory', () => ...)`.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { date, decimal, integer, json, keyword, list, optional, text } from '../../shared/domain/definition/fields.ts';
import type { OutcomeStatus } from '../../shared/domain/outcome.ts';
import type { SearchStore, StoredDocument } from '../../shared/ports/search-store.ts';
import { changesOf, MARGIN_MS, shuffled } from './search-store.changes.ts';

export function searchStoreContract(name: string, makeStore: () => SearchStore): void {
  describe(`search store: ${name}`, () => {
    // A name per run: several runs can share one server.
    const film = filmEntity(`contract-${randomUUID().slice(0, 8)}`);
    const store = makeStore();
    const { created, updated, deleted, snapshot, newKey } = changesOf(film.name);

    beforeAll(async () => {
      await store.prepare([film]);
    });

    async function statuses(...changes: Parameters<SearchStore['apply']>[0]): Promise<OutcomeStatus[]> {
      return (await store.apply(changes)).map(({ status }) => status);
    }

    async function scanned(of: Entity = film): Promise<StoredDocument[]> {
      await store.refresh(of.name);
      return Array.fromAsync(store.scan(of.name));
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

    describe('snapshot rows', () => {
      const late = MARGIN_MS + 1_000;

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
        expect(await statuses(snapshot(key, late + 1, { title: 'read again' }))).toEqual(['stale']);
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

    describe('keys', () => {
      test.each([
        ['512 bytes', 'k'.repeat(512)],
        ['512 bytes of unicode', '🎬'.repeat(128)],
        ['unicode, spaces and signs', 'Амели/Amélie 映画?#%"\\|&=+*'],
        ['a path', '../_all'],
        ['control characters', 'a\nb\u0000c'],
      ])('%s', async (_, key) => {
        expect(await statuses(created(key, 1, { title: 'odd key' }))).toEqual(['applied']);
        expect(await store.get(film.name, key)).toMatchObject({ key, row: { title: 'odd key' } });
        expect(await statuses(deleted(key, 2))).toEqual(['applied']);
      });

      test.each([
        ['513 bytes', 'k'.repeat(513)],
        ['over 512 bytes, under 512 characters', 'é'.repeat(257)],
        ['empty', ''],
      ])('%s is rejected, alone', async (_, key) => {
        const good = newKey();

        expect(await statuses(created(key, 1, { title: 'x' }), created(good, 1, { title: 'y' }))).toEqual([
          'rejected',
          'applied',
        ]);
      });

      test('a position or time that cannot be ordered is rejected', async () => {
        const key = newKey();
        const badPosition = { ...created(key, 1, {}), position: 'x/12' as const };
        const badTime = { ...created(key, 1, {}), at: 'yesterday' };

        expect(await statuses(badPosition, badTime)).toEqual(['rejected', 'rejected']);
        expect(await store.get(film.name, key)).toBeUndefined();
      });
    });

    describe('rows', () => {
      test.each([
        ['38 digits as text', { price: '12345678901234567890123456789012345678' }],
        ['a long fraction as text', { price: '0.1234567890123456789' }],
        ['whole numbers over 63 bits', { price: 1e20 }],
        ['the smallest and largest doubles', { extra: [5e-324, 1.7976931348623157e308] }],
        ['the largest safe integers', { votes: Number.MAX_SAFE_INTEGER, extra: Number.MIN_SAFE_INTEGER }],
        ['fractions', { price: 0.1, extra: { deep: [0.1 + 0.2, -1e-7] } }],
        ['nested, empty and null', { extra: { a: [], b: {}, c: null, d: '' }, tags: [] }],
        ['unicode', { title: 'Amélie 映画 🎬 \u0000 \ud83c\udfac', tags: ['ß', 'Ω'] }],
        ['attributes named like ours', { extra: { _sync: { p: 'x' }, __proto__x: 1, constructor: 'c' } }],
        ['a large row', { extra: 'x'.repeat(390_000) }],
      ])('come back as they went in: %s', async (_, row) => {
        const key = newKey();

        expect(await statuses(created(key, 1, row))).toEqual(['applied']);
        expect((await store.get(film.name, key))?.row).toEqual(row);
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

    describe('search', () => {
      test('finds words in text fields without regard to case and accents, and exact keywords', async () => {
        const [amelie, other] = [newKey(), newKey()];
        const genre = `genre${randomUUID().slice(0, 8)}`;
        await store.apply([
          created(amelie, 1, { title: 'Le Fabuleux Destin d’Amélie', genre }),
          created(other, 1, { title: 'Alien' }),
        ]);

        expect(await found('AMELIE fabuleux')).toEqual([amelie]);
        expect(await found(`amelie ${genre}`)).toEqual([amelie]);
        expect(await found(genre)).toEqual([amelie]);
        expect(await found('amelie alien')).toEqual([]);
      });

      test('hits carry the row and nothing of ours', async () => {
        const word = `word${randomUUID().slice(0, 8)}`;
        await store.apply([created(newKey(), 1, { title: word })]);
        await store.refresh(film.name);

        const { total, hits } = await store.search(film.name, word, 10);
        expect(total).toBe(1);
        expect(hits[0]?.row).toEqual({ title: word });
        expect(hits[0]?.score).toBeGreaterThan(0);
      });

      test.each(['false', '"unclosed', 'a AND (b', '~ ^ \\', '-', ''])(
        'an odd query fails nobody: %s',
        async (query) => {
          await expect(store.search(film.name, query, 10)).resolves.toBeDefined();
        },
      );

      test('the bookkeeping is not searched', async () => {
        const key = newKey();
        await store.apply([created(key, 1, { title: 'unrelated' })]);

        expect(await found('false')).toEqual([]);
        expect(await found(key)).toEqual([]);
      });
    });

    describe('the whole index', () => {
      const whole = filmEntity(`${film.name}-whole`);
      const { created, deleted } = changesOf(whole.name);

      test('scan gives every document in the order of the keys’ bytes, tombstones included, over many pages', async () => {
        await store.prepare([whole]);
        const keys = [...Array.from({ length: 700 }, (_, at) => `key-${at * 7}`), '🎬', '\uff01', 'Zebra', 'é', 'e'];
        await store.apply(shuffled(keys, 3).map((key) => created(key, 1, { title: key })));
        await store.apply([deleted('key-7', 2), deleted('never-seen', 1)]);

        const documents = await scanned(whole);
        const inOrder = [...keys, 'never-seen'].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(documents.map(({ key }) => key)).toEqual(inOrder);
        expect(documents.filter(({ marks }) => marks.deleted).map(({ key, row }) => [key, row])).toEqual([
          ['key-7', {}],
          ['never-seen', {}],
        ]);
        const all = await store.search(whole.name, '*', 1);
        expect(all.total).toBe(keys.length - 1);
        expect(all.hits).toHaveLength(1);
      });

      test('clear leaves nothing, not even tombstones, and the index takes changes again', async () => {
        await store.clear(whole);

        expect(await scanned(whole)).toEqual([]);
        expect((await store.search(whole.name, '*', 1)).total).toBe(0);
        expect(await store.apply([created('key-7', 1, { title: 'again' })])).toEqual([{ status: 'applied' }]);
        expect(await scanned(whole)).toHaveLength(1);
      });

      test('prepare again, also several at once, loses nothing', async () => {
        await Promise.all([store.prepare([whole]), store.prepare([whole]), store.prepare([whole])]);

        expect(await scanned(whole)).toHaveLength(1);
      });
    });

    test('an entity without an index: its changes are to be retried, the others arrive', async () => {
      const key = newKey();
      const elsewhere = changesOf(`${film.name}-unprepared`).created('x', 1, {});

      const outcomes = await store.apply([elsewhere, created(key, 1, { title: 'here' })]);
      expect(outcomes[0]).toMatchObject({ status: 'retry', reason: { code: 'HW_SEARCH_NOT_READY' } });
      expect(outcomes[1]).toEqual({ status: 'applied' });
      await expect(store.get(elsewhere.entity, 'x')).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
      await expect(store.search(elsewhere.entity, '*', 1)).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
    });
  });
}

function filmEntity(name: string): Entity {
  return defineEntity({
    name,
    recognise: 'every-item',
    fields: {
      title: optional(text()),
      genre: optional(keyword()),
      votes: optional(integer()),
      released: optional(date()),
      price: optional(decimal(38, 19)),
      tags: optional(list(keyword())),
      extra: optional(json()),
    },
  }) as unknown as Entity;
}
