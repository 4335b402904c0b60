import { describe, expect, test } from 'vitest';
import { filmItems, isoDate } from '../../examples/film-shop/film-items.ts';
import { centsOf, decimalOf } from '../../examples/film-shop/money.ts';
import { readMovies, restoreLetters, type Movie } from '../../examples/film-shop/movies-file.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import config from '../../examples/film-shop/headwater.config.ts';

const SEED = 'film-shop';
const movies = await readMovies();
const films = filmItems(movies, SEED);

function movie(changes: Partial<Movie>): Movie {
  const first = movies[0];
  if (!first) throw new Error('movies.json is empty');
  return { ...first, ...changes };
}

function itemOf(changes: Partial<Movie>) {
  const [film] = filmItems([movie(changes)], SEED);
  if (!film) throw new Error('no item was made');
  return film;
}

describe('a film as an item', () => {
  test('a title is text, a number stays a number, and none is NULL: the schema decides', () => {
    expect(itemOf({ Title: 'Alien' }).item['title']).toEqual({ S: 'Alien' });
    expect(itemOf({ Title: 300 }).item['title']).toEqual({ N: '300' });
    expect(itemOf({ Title: null }).item['title']).toEqual({ NULL: true });
  });

  test('other nulls are left out', () => {
    const { item } = itemOf({ 'Major Genre': null, 'Running Time min': 117 });
    expect(item).not.toHaveProperty('genre');
    expect(item['runningMinutes']).toEqual({ N: '117' });
  });

  test('a date in the wrong century becomes ISO 8601 and stays wrong', () => {
    expect(itemOf({ 'Release Date': 'Dec 31 2046' }).item['releaseDate']).toEqual({ S: '2046-12-31' });
  });

  test.each([
    ['Jun 12 1998', '1998-06-12'],
    ['1998', '1998'],
    ['Foo 12 1998', 'Foo 12 1998'],
  ])('date %s -> %s', (text, iso) => {
    expect(isoDate(text)).toBe(iso);
  });

  test.each([
    ['LÈon', 'Léon'],
    ['The Naked Gun 2Ω: The Smell of Fear', 'The Naked Gun 2½: The Smell of Fear'],
    ['Alien³', 'Alien³'],
    ['Plain', 'Plain'],
  ])('letters of %s -> %s', (harmed, restored) => {
    expect(restoreLetters(harmed)).toBe(restored);
  });

  test.each([
    ['LÈon', 'Nov 18 1994', 'leon-1994'],
    [300, 'Mar 09 2007', '300-2007'],
    [null, 'Nov 03 2006', 'untitled-2006'],
    ['20,000 Leagues Under the Sea', 'Dec 24 2016', '20-000-leagues-under-the-sea-2016'],
  ])('the id of %s', (Title, date, id) => {
    expect(itemOf({ Title, 'Release Date': date }).id).toBe(id);
  });

  test('two films of one title and year have different ids', () => {
    const twins = filmItems([movie({ Title: 'Twins' }), movie({ Title: 'Twins' })], SEED);
    expect(twins.map(({ id }) => id)).toEqual(['twins-1998', 'twins-1998-2']);
  });
});

describe('all 3,201 films', () => {
  test('have ids of their own', () => {
    expect(new Set(films.map(({ id }) => id)).size).toBe(3201);
  });

  test('are rows but for the one without a title and those released after 2011', () => {
    const [table] = config.tables;
    if (!table) throw new Error('no table is declared');
    const read = rowReader(table);
    const reasons = films.map(({ item }) => read(item, 0)).flatMap((row) => (row.status === 'rejected' ? [row] : []));
    const byField = Map.groupBy(reasons, ({ reason }) => reason.field);
    expect(Object.fromEntries([...byField].map(([field, rows]) => [field, rows.length]))).toEqual({
      '/title': 1,
      '/releaseDate': 22,
    });
  });

  test('numeric titles become text', () => {
    const [table] = config.tables;
    const row = table && rowReader(table)(films.find(({ id }) => id === '300-2007')?.item ?? {}, 0);
    expect(row).toMatchObject({ status: 'row', row: { title: '300', releaseDate: '2007-03-09' } });
  });
});

describe('money', () => {
  test.each([
    [1249, '12.49'],
    [5, '0.05'],
    [-1250, '-12.50'],
  ])('%d cents are %s', (cents, text) => {
    expect(decimalOf(cents)).toBe(text);
    expect(centsOf(text)).toBe(cents);
  });

  test('what has more than two decimals is refused', () => {
    expect(() => centsOf('1.005')).toThrow(RangeError);
  });
});
