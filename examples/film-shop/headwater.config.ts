/** What to propagate: tables, entities, consumers. The one file a user edits. */
import { checkout } from './checkout/consumer.ts';
import { order } from './checkout/order.ts';
import { film, stock } from './entities.ts';
import { lowStock } from './low-stock/consumer.ts';
import { filmsPerGenre, filmsThatLeft, revenueByDay } from './queries.ts';
import { defineConsumer, defineTable, defineHeadwater } from 'headwater';

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
  verbs: 'verbs.ts',
  exportBackfill: true,
  consumers: [
    defineConsumer({ type: 'search', name: 'search', entities: [film, stock] }),
    defineConsumer({ type: 'analytics', name: 'analytics', entities: [film, stock] }),
    lowStock,
    checkout,
  ],
  queries: [filmsPerGenre, revenueByDay, filmsThatLeft],
});
