/** The film shop's own queries: over the history of its stock against plain sums of the sales, and over a few films. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { film, stock } from '../../examples/film-shop/entities.ts';
import { filmsPerGenre, filmsThatLeft, revenueByDay } from '../../examples/film-shop/queries.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { changesOf } from '../contract/search-store.changes.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';
import { FORMS, inForm } from '../support/query-forms.ts';
import { decimal, sales, START, writeShopLife } from '../support/shop-life.ts';

test.each(FORMS)('revenue by day, over %s: what the sales of each day took', async (form) => {
  const root = await mkdtemp(join(tmpdir(), 'headwater-revenue-'));
  await writeShopLife(root);
  const history = await openHistory({ directory: root, entities: [stock] });

  const { rows } = await history.query(inForm(form, revenueByDay.sql, stock, root));

  history.close();
  await rm(root, { recursive: true });
  const told = rows.map(({ day, store, units, revenue }) => [
    [day, store].map(String).join(' '),
    Number(units),
    revenue,
  ]);
  const days = Map.groupBy(sales, ({ second, store }) => `${dayOf(second)} ${store}`);
  const expected = [...days].map(([name, sold]) => {
    const cents = sold.reduce((total, sale) => total + sale.cents, 0);
    return [name, sold.length, decimal(cents)];
  });
  expect(told.filter(([, units]) => units !== 0)).toEqual(expected.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
});

test.each(FORMS)('films, by genre and by how they left, over %s', async (form) => {
  const root = await mkdtemp(join(tmpdir(), 'headwater-films-'));
  const { created, deleted } = changesOf('film');
  const alien = {
    id: 'alien',
    title: 'Alien',
    releaseDate: '1979-05-25',
    genre: 'Horror',
    imdbRating: 8.5,
    price: 4.5,
  };
  await writeHistoryFile(root, film, [
    created('alien', 1, alien),
    created('shining', 2, { ...alien, id: 'shining', title: 'The Shining', imdbRating: 8.4 }),
    created('gone', 3, { ...alien, id: 'gone', title: 'Gone' }),
    deleted('gone', 4),
  ]);
  const history = await openHistory({ directory: root, entities: [film] });
  const ask = async (sql: string) => (await history.query(inForm(form, sql, film, root))).rows;

  const [genres, left] = [await ask(filmsPerGenre.sql), await ask(filmsThatLeft.sql)];

  history.close();
  await rm(root, { recursive: true });
  expect(genres.map(({ genre, films, rating }) => [genre, Number(films), Number(rating)])).toEqual([
    ['Horror', 2, 8.45],
  ]);
  expect(left.map(({ cause, films }) => [cause, Number(films)])).toEqual([['withdrawn', 1]]);
});

function dayOf(second: number): string {
  return new Date(START + second * 1000).toISOString().slice(0, 10);
}
