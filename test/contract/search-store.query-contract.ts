/** The part of the contract about what a search finds: each kind of term, and texts that are nearly syntax. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  boolean,
  date,
  decimal,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../shared/domain/definition/fields.ts';
import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';

const ROWS = {
  starWars: {
    title: 'Star Wars: A New Hope',
    genre: 'Science Fiction',
    director: 'George Lucas',
    price: 9.5,
    votes: 1_300_000,
    released: '1977-05-25',
    shown: '1977-05-25T20:00:00Z',
    open: true,
    maker: { city: 'San Francisco', about: 'Lucas and friends' },
    tags: ['space', 'classic'],
  },
  amelie: {
    title: 'Le Fabuleux Destin: Amélie Poulain 🎬',
    genre: 'Comedy',
    director: 'Jean-Pierre Jeunet',
    price: '12.25',
    votes: 700_000,
    released: '2001-04-25',
    shown: '2001-04-25T23:30:00Z',
    open: false,
    maker: { city: 'Paris' },
    reviews: [
      { by: 'ann', stars: 5 },
      { by: 'bob', stars: 1 },
    ],
  },
  dust: { title: 'Stardust / regex', genre: 'Comedy', director: 'Matthew Vaughn', price: 3, votes: 0 },
};

type Name = keyof typeof ROWS;
const ALL: readonly Name[] = ['starWars', 'amelie', 'dust'];

export function searchQueryContract(store: SearchStore): void {
  describe('queries', () => {
    const entity = defineEntity({
      name: newEntityName(),
      recognise: 'every-item',
      fields: {
        title: text(),
        genre: keyword(),
        director: optional(text()),
        price: decimal(10, 2),
        votes: integer(),
        released: optional(date()),
        shown: optional(timestamp()),
        open: optional(boolean()),
        maker: optional(object({ city: keyword(), about: optional(text()) })),
        tags: optional(list(keyword())),
        reviews: optional(
          json({
            search: { type: 'nested', properties: { by: { type: 'keyword' }, stars: { type: 'long' } } },
          }),
        ),
      },
    });

    beforeAll(async () => {
      const { created } = changesOf(entity.name);
      await store.prepare([entity]);
      await store.apply(Object.entries(ROWS).map(([key, row]) => created(key, 1, row)));
      await store.refresh(entity.name);
    });

    async function found(query: string): Promise<readonly string[]> {
      const parsed = parseSearch(entity, query);
      if ('mistake' in parsed) return [parsed.mistake.message];
      const { hits } = await store.search(entity.name, parsed.query, 100);
      return hits.map(({ key }) => key).sort();
    }

    test.each<[string, readonly Name[]]>([
      ['*', ALL],
      ['star wars', ['starWars']],
      ['wars star', ['starWars']],
      ['star comedy', []],
      ['stardust comedy vaughn', ['dust']],
      ['AMELIE jeunet', ['amelie']],
      ['amélie', ['amelie']],
      ['comedy', ['amelie', 'dust']],
      ['genre:comedy', ['amelie', 'dust']],
      ['science fiction', []],
      ['"science fiction"', ['starWars']],
      ['genre:"SCIENCE FICTION"', ['starWars']],
      ['"new hope"', ['starWars']],
      ['"hope new"', []],
      ['sta*', ['starWars', 'dust']],
      ['"new hope" sta*', ['starWars']],
      ['Amé*', ['amelie']],
      ['genre:sci*', ['starWars']],
      ['sta* -genre:comedy', ['starWars']],
      ['* -star', ['amelie', 'dust']],
      ['-comedy', ['starWars']],
      ['stardust OR amelie', ['amelie', 'dust']],
      ['stardust OR amelie jeunet', ['amelie']],
      ['star OR -comedy', ['starWars']],
      ['director:lucas', ['starWars']],
      ['director: lucas', ['starWars']],
      ['title:lucas', []],
      ['jean-pierre', ['amelie']],
      ['maker.city:paris', ['amelie']],
      ['maker.about:friends', ['starWars']],
      ['friends', ['starWars']],
      ['tags:space', ['starWars']],
      ['tags:*', ['starWars']],
      ['* -released:*', ['dust']],
      ['title.raw:"stardust / regex"', ['dust']],
      ['open:true', ['starWars']],
      ['open:false', ['amelie']],
      ['price:<9.5', ['dust']],
      ['price:<=9.5', ['starWars', 'dust']],
      ['price:>9.5', ['amelie']],
      ['price:12.25', ['amelie']],
      ['price:3..9.5', ['starWars', 'dust']],
      ['votes:>=700000', ['starWars', 'amelie']],
      ['votes:0.5..800000.5', ['amelie']],
      ['released:1977', ['starWars']],
      ['released:1977-05', ['starWars']],
      ['released:1977-05-25', ['starWars']],
      ['released:1977-06', []],
      ['released:1970..2001', ['starWars', 'amelie']],
      ['released:<2001-04-25', ['starWars']],
      ['released:<=2001-04-25', ['starWars', 'amelie']],
      ['released:>1977-05-25', ['amelie']],
      ['shown:1977-05-25T20:00', ['starWars']],
      ['shown:>2001-04-25T23:30:00Z', []],
      ['shown:>=2001-04-26T01:30:00+02:00', ['amelie']],
      ['reviews.by:ann reviews.stars:1', ['amelie']],
      ['🎬', ['amelie']],
      ['/regex/', ['dust']],
      ['star !!! wars', ['starWars']],
      ['Star Wars:', ['starWars']],
      ['"unclosed star', []],
      ['no such word', []],
    ])('%s', async (query, names) => {
      expect(await found(query)).toEqual([...names].sort());
    });

    test('plain words are searched without syntax', async () => {
      expect((await store.search(entity.name, 'star wars', 10)).hits.map(({ key }) => key)).toEqual(['starWars']);
      expect((await store.search(entity.name, 'star poulain', 10)).total).toBe(0);
    });

    test('whatever is typed gives hits or a mistake in words', async () => {
      const parts = [
        ...Array.from('"*-:<>.()/\\~^|&+ aé½™🎬'),
        ' OR ',
        ' AND ',
        'price:',
        'title:',
        'genre:',
        'shown:',
        '1999',
        '..',
      ];
      const typed = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((some) => some.join('')),
        fc.constantFrom(
          'x'.repeat(10_000),
          'a-'.repeat(450),
          'w '.repeat(120),
          `${'-'.repeat(9_999)}a`,
          '映'.repeat(120),
        ),
      );
      await fc.assert(
        fc.asyncProperty(typed, async (query) => {
          await expect(found(query)).resolves.toBeDefined();
        }),
        { numRuns: 150 },
      );
    });

    test('one sign alone never stands for everything, but for *', async () => {
      const sign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '*');
      await fc.assert(
        fc.asyncProperty(sign, async (one) => {
          expect((await found(one)).length).toBeLessThan(ALL.length);
        }),
        { numRuns: 150 },
      );
    });
  });
}
