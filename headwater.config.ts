/** What to propagate: tables, entities, consumers. The one file a user edits. */
import { checkout } from './examples/film-shop/checkout/consumer.ts';
import { order } from './examples/film-shop/checkout/order.ts';
import { film, stock } from './examples/film-shop/entities.ts';
import { lowStock } from './examples/film-shop/low-stock/consumer.ts';
import { filmsPerGenre, filmsThatLeft, revenueByDay } from './examples/film-shop/queries.ts';
import { defineConsumer, defineTable } from './shared/domain/definition/headwater.ts';
import { defineHeadwater } from './shared/domain/definition/define.ts';

const shop = defineTable({
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  timeToLive: 'offerEndsAt',
  entities: [film, stock, order],
});

export default defineHeadwater({
  name: 'headwater',
  tables: [shop],
  exportBackfill: true,
  consumers: [
    defineConsumer({ type: 'search', name: 'search', entities: [film, stock] }),
    defineConsumer({ type: 'analytics', name: 'analytics', entities: [film, stock] }),
    lowStock,
    checkout,
  ],
  queries: [filmsPerGenre, revenueByDay, filmsThatLeft],
});
