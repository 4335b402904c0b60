import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Film } from './entities.ts';
import { decimalOf } from './money.ts';
import { restoreLetters, type Movie } from './movies-file.ts';
import { between, seededRandom } from './seeded-random.ts';

export type Item = Record<string, AttributeValue>;

export interface FilmItem {
  readonly id: string;
  readonly item: Item;
}

/** Attribute of the item <- column of movies.json. */
const COPIED = {
  genre: 'Major Genre',
  creativeType: 'Creative Type',
  source: 'Source',
  director: 'Director',
  distributor: 'Distributor',
  mpaaRating: 'MPAA Rating',
  runningMinutes: 'Running Time min',
  imdbRating: 'IMDB Rating',
  imdbVotes: 'IMDB Votes',
  rottenTomatoes: 'Rotten Tomatoes Rating',
  usGross: 'US Gross',
  worldwideGross: 'Worldwide Gross',
  productionBudget: 'Production Budget',
} as const satisfies Partial<Record<keyof Film, keyof Movie>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The films as the shop stores them. What is wrong with the data stays wrong here (a null title is NULL, 2046 stays 2046):
 * the entity's schema decides, so that what it takes, coerces and rejects can be seen.
 */
export function filmItems(movies: readonly Movie[], seed: string): readonly FilmItem[] {
  const taken = new Map<string, number>();
  return movies.map((movie) => {
    const slug = slugOf(movie);
    const count = (taken.get(slug) ?? 0) + 1;
    taken.set(slug, count);
    const id = count === 1 ? slug : `${slug}-${count}`;
    return { id, item: filmItem(id, movie, seed) };
  });
}

/** "Jun 12 1998" -> "1998-06-12"; any other text stays as it is. */
export function isoDate(text: string): string {
  const [, month = '', day = '', year = ''] = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(text) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  return number === 0 ? text : `${year}-${String(number).padStart(2, '0')}-${day}`;
}

export function filmKey(id: string): Item {
  return { pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } };
}

function filmItem(id: string, movie: Movie, seed: string): Item {
  const copied = Object.entries(COPIED).map(([attribute, column]) => [attribute, movie[column]] as const);
  return {
    ...filmKey(id),
    title: attributeOf(typeof movie.Title === 'string' ? restoreLetters(movie.Title) : movie.Title),
    releaseDate: { S: isoDate(movie['Release Date']) },
    price: { N: priceOf(id, seed) },
    ...Object.fromEntries(
      copied.flatMap(([name, value]) => (value === null ? [] : [[name, attributeOf(value)] as const])),
    ),
  };
}

function attributeOf(value: string | number | null): AttributeValue {
  if (value === null) return { NULL: true };
  return typeof value === 'string' ? { S: value } : { N: String(value) };
}

/** 3.49 to 24.49; of the film itself, not of its place in the file. */
function priceOf(id: string, seed: string): string {
  return decimalOf(between(seededRandom(`${seed}/price/${id}`), 3, 24) * 100 + 49);
}

/** A readable id: "Léon", 1994 -> "leon-1994". */
function slugOf(movie: Movie): string {
  const title = movie.Title === null ? 'untitled' : restoreLetters(String(movie.Title));
  const bare = title.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const letters = bare.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase();
  const ascii = letters.replaceAll(/[^a-z0-9-]/g, '').replaceAll(/^-+|-+$/g, '');
  return `${ascii}-${movie['Release Date'].slice(-4)}`;
}
