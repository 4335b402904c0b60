import { filmKey, type FilmItem, type Item } from './film-items.ts';
import { between, seededRandom } from './seeded-random.ts';

const STORES = ['lagos', 'lisbon', 'osaka', 'quito'] as const;

/** How likely a store has a film. */
const CARRIED = 0.6;

/** What each store has on its shelves before the first sale: about 7,700 rows for 3,201 films. */
export function stockItems(films: readonly FilmItem[], seed: string): readonly Item[] {
  return films.flatMap(({ id }) =>
    STORES.flatMap((store) => {
      const random = seededRandom(`${seed}/stock/${id}/${store}`);
      return random() < CARRIED ? [stockItem(id, store, between(random, 2, 30))] : [];
    }),
  );
}

export function stockKey(filmId: string, store: string): Item {
  return { ...filmKey(filmId), sk: { S: `STOCK#${store}` } };
}

function stockItem(filmId: string, store: string, quantity: number): Item {
  return { ...stockKey(filmId, store), quantity: { N: String(quantity) }, sold: { N: '0' }, revenue: { N: '0' } };
}
