/** The part of the contract about what goes in and comes out: keys, rows, search, scan. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OutcomeStatus } from '../../shared/domain/delivery/outcome.ts';
import type { SearchStore, StoredDocument } from '../../shared/ports/search-store.ts';
import { changesOf, shuffled } from './search-store.changes.ts';
import { filmEntity } from './search-store.entity.ts';

export function searchStoreDataContract(store: SearchStore): void {
  describe('data', () => {
    const film = filmEntity();
    const { created, deleted, newKey } = changesOf(film.name);

    beforeAll(async () => {
      await store.prepare([film]);
    });

    async function statuses(...changes: Parameters<SearchStore['apply']>[0]): Promise<OutcomeStatus[]> {
      return (await store.apply(changes)).map(({ status }) => status);
    }

    async function scanned(entity: string): Promise<StoredDocument[]> {
      await store.refresh(entity);
      const documents: StoredDocument[] = [];
      for await (const document of store.scan(entity)) documents.push(document);
      return documents;
    }

    async function found(query: string): Promise<string[]> {
      await store.refresh(film.name);
      return (await store.search(film.name, query, 100)).hits.map(({ key }) => key);
    }

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

    describe('search', () => {
      test('finds words in text fields without regard to case and accents, and exact keywords', async () => {
        const [amelie, other] = [newKey(), newKey()];
        const genre = `genre${randomUUID().slice(0, 8)}`;
        const name = randomUUID().slice(0, 8);
        const last = `last${randomUUID().slice(0, 8)}`;
        await store.apply([
          created(amelie, 1, { title: `Le Fabuleux Destin: Amélie${name}`, genre }),
          created(other, 1, { title: `Alien ${last}` }),
        ]);

        expect(await found(`AMELIE${name.toUpperCase()}`)).toEqual([amelie]);
        expect(await found(genre)).toEqual([amelie]);
        expect(await found(last)).toEqual([other]);
        expect(await found(`amelie${name} ${genre}`)).toEqual([amelie]);
        expect(await found(`amelie${name} ${last}`)).toEqual([]);
        expect(await found(`no${last}`)).toEqual([]);
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
      const whole = filmEntity();
      const { created, deleted } = changesOf(whole.name);

      test('scan gives every document in the order of the keys’ bytes, tombstones included, over many pages', async () => {
        await store.prepare([whole]);
        const keys = [...Array.from({ length: 700 }, (_, at) => `key-${at * 7}`), '🎬', '\uff01', 'Zebra', 'é', 'e'];
        await store.apply(shuffled(keys, 3).map((key) => created(key, 1, { title: key })));
        await store.apply([deleted('key-7', 2), deleted('never-seen', 1)]);

        const documents = await scanned(whole.name);
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

        expect(await scanned(whole.name)).toEqual([]);
        expect((await store.search(whole.name, '*', 1)).total).toBe(0);
        expect(await store.apply([created('key-7', 1, { title: 'again' })])).toEqual([{ status: 'applied' }]);
        expect(await scanned(whole.name)).toHaveLength(1);
      });

      test('prepare again, also several at once, loses nothing', async () => {
        await Promise.all([store.prepare([whole]), store.prepare([whole]), store.prepare([whole])]);

        expect(await scanned(whole.name)).toHaveLength(1);
      });
    });
  });
}
