import { defineEntity, type RowOfEntity } from 'headwater';
import { date, decimal, double, integer, keyword, optional, text, timestamp } from 'headwater';

/** The catalogue was compiled in 2011: a later release date is a two-digit year read as the wrong century (1946 as 2046). */
const LAST_RELEASE = '2011-12-31';

export const film = defineEntity({
  name: 'film',
  recognise: { pk: 'FILM#{id}', sk: 'FILM' },
  fields: {
    id: keyword({ minLength: 1 }),
    // 300, 1408 and 1941 are films: a number as title is its text. A film without a title is no film.
    title: text({ minLength: 1, coerce: true }),
    releaseDate: date({ max: LAST_RELEASE }),
    genre: optional(keyword()),
    creativeType: optional(keyword()),
    source: optional(keyword()),
    director: optional(text()),
    distributor: optional(keyword()),
    mpaaRating: optional(keyword()),
    runningMinutes: optional(integer({ minimum: 1 })),
    imdbRating: optional(double({ minimum: 0, maximum: 10 })),
    imdbVotes: optional(integer({ minimum: 0 })),
    rottenTomatoes: optional(integer({ minimum: 0, maximum: 100 })),
    usGross: optional(integer({ minimum: 0 })),
    worldwideGross: optional(integer({ minimum: 0 })),
    productionBudget: optional(integer({ minimum: 0 })),
    price: decimal(10, 2),
    offerEndsAt: optional(
      integer({ description: 'Epoch seconds; a film on a closing offer leaves the shop then (TTL).' }),
    ),
  },
});

export const stock = defineEntity({
  name: 'stock',
  recognise: { pk: 'FILM#{filmId}', sk: 'STOCK#{store}' },
  fields: {
    filmId: keyword({ minLength: 1 }),
    store: keyword({ minLength: 1 }),
    quantity: integer({ minimum: 0 }),
    sold: integer({ minimum: 0, description: 'Units sold so far.' }),
    revenue: decimal(14, 2, { description: 'Taken so far, in the price of each sale.' }),
    lastSaleAt: optional(timestamp()),
  },
});

export type Film = RowOfEntity<typeof film>;
