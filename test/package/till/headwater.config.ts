import { decimal, defineConsumer, defineEntity, defineHeadwater, defineTable, keyword, text } from 'headwater';

const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}' },
  fields: { id: keyword(), title: text(), total: decimal(10, 2) },
});
const orders = defineTable({ name: 'orders', partitionKey: { name: 'pk', type: 'string' }, entities: [order] });

export default defineHeadwater({
  name: 'till',
  tables: [orders],
  consumers: [
    defineConsumer({ type: 'search', name: 'search', entities: [order] }),
    defineConsumer({ type: 'analytics', name: 'analytics', entities: [order] }),
  ],
});
