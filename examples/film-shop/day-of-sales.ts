import { decimalOf, type Cents } from './money.ts';
import { between, oneOf, seededRandom, type Random } from './seeded-random.ts';
import type { Shelves } from './shelves.ts';

/** One thing that happens in the shop. */
export type Action =
  | { readonly kind: 'price'; readonly filmId: string; readonly price: string }
  | {
      readonly kind: 'sale';
      readonly filmId: string;
      readonly store: string;
      readonly quantity: number;
      /** What it brings, in the price of that moment. */
      readonly amount: string;
    }
  /** The film and all its stock go. */
  | { readonly kind: 'withdrawal'; readonly filmId: string; readonly stores: readonly string[] }
  /** A film that no store has leaves at once, by DynamoDB's TTL. */
  | { readonly kind: 'closing-offer'; readonly filmId: string };

export interface DayOptions {
  readonly seed: string;
  /** A film that stays, whatever happens. */
  readonly keep?: string | undefined;
}

const PRICE_CHANGES = 200;
const SALES = 1_800;
const WITHDRAWALS = 12;
const CLOSING_OFFERS = 2;

/**
 * Plans a day: the same for the same seed and shelves. The units sold so far go into the seed, so that each day differs
 * from the one before. Whether a sale finds enough on the shelf is seen only when it is made.
 */
export function planDay(shelves: Shelves, { seed, keep }: DayOptions): readonly Action[] {
  const random = seededRandom(`${seed}/day/${shelves.sold}`);
  const prices = new Map(shelves.films.map(({ id, price }) => [id, price]));
  const stores = Map.groupBy(shelves.stock, ({ filmId }) => filmId);
  const sold = shuffle(
    random,
    shelves.stock.filter(({ filmId }) => prices.has(filmId)),
  );
  return [
    ...closingOffers(random, shelves, stores),
    ...shuffle(random, [...repeat(PRICE_CHANGES, 'price' as const), ...repeat(SALES, 'sale' as const)]).flatMap(
      (kind) => (kind === 'price' ? changePrice(random, shelves, prices) : sell(random, sold, prices)),
    ),
    ...withdrawals(random, shelves, stores, keep),
  ];
}

function closingOffers(random: Random, { films }: Shelves, stores: ReadonlyMap<string, unknown>): readonly Action[] {
  const nowhere = films.filter(({ id }) => !stores.has(id));
  return shuffle(random, nowhere)
    .slice(0, CLOSING_OFFERS)
    .map(({ id }) => ({ kind: 'closing-offer', filmId: id }));
}

function withdrawals(
  random: Random,
  { films }: Shelves,
  stores: ReadonlyMap<string, readonly { readonly store: string }[]>,
  keep: string | undefined,
): readonly Action[] {
  const inStores = films.filter(({ id }) => stores.has(id) && id !== keep);
  return shuffle(random, inStores)
    .slice(0, WITHDRAWALS)
    .map(({ id }) => ({
      kind: 'withdrawal',
      filmId: id,
      stores: (stores.get(id) ?? []).map(({ store }) => store),
    }));
}

/** Between a fifth off and a fifth more. */
function changePrice(random: Random, { films }: Shelves, prices: Map<string, Cents>): readonly Action[] {
  const film = oneOf(random, films);
  if (!film) return [];
  const old = prices.get(film.id) ?? film.price;
  const price = Math.max(99, Math.round((old * between(random, 80, 120)) / 100));
  if (price === old) return [];
  prices.set(film.id, price);
  return [{ kind: 'price', filmId: film.id, price: decimalOf(price) }];
}

/** Few titles sell much and most a little: the cube draws to the front of the shuffled stock. */
function sell(
  random: Random,
  stock: readonly { readonly filmId: string; readonly store: string }[],
  prices: ReadonlyMap<string, Cents>,
): readonly Action[] {
  const shelf = stock[Math.floor(random() ** 3 * stock.length)];
  const price = shelf && prices.get(shelf.filmId);
  if (!shelf || price === undefined) return [];
  const quantity = between(random, 1, 3);
  return [{ kind: 'sale', ...shelf, quantity, amount: decimalOf(price * quantity) }];
}

function repeat<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

/** Fisher and Yates. */
function shuffle<T>(random: Random, values: readonly T[]): readonly T[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = between(random, 0, last);
    const [one, two] = [shuffled[last], shuffled[other]] as [T, T];
    shuffled[last] = two;
    shuffled[other] = one;
  }
  return shuffled;
}
