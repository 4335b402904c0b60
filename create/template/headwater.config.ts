import { decimal, defineConsumer, defineEntity, defineHeadwater, defineTable } from 'headwater';
import { keyword, list, optional, text } from 'headwater';

// What a row is. From it come the check of every row, the index, and the TypeScript type.
export const product = defineEntity({
  name: 'product',
  recognise: { pk: 'PRODUCT#{id}', sk: 'PRODUCT' },
  fields: {
    id: keyword(),
    title: text({ minLength: 1 }),
    price: decimal(10, 2),
    tags: optional(list(keyword())),
  },
});

const main = defineTable({
  name: 'main',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [product],
});

export default defineHeadwater({
  name: 'my-app',
  tables: [main],
  consumers: [
    defineConsumer({ type: 'search', name: 'search', entities: [product] }),
    // Every change in S3 as Parquet, for SQL: defineConsumer({ type: 'analytics', name: 'analytics', entities: [product] })
  ],
});
