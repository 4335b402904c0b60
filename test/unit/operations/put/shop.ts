/** A table for tests of what writes rows: several ways of recognition, a TTL, names apart. */
import { createMemoryItemWriter } from '../../../../shared/adapters/memory/item-writer.ts';
import { recordJudge } from '../../../../shared/adapters/dynamodb/judge-record.ts';
import { defineEntity } from '../../../../shared/domain/definition/entity.ts';
import * as fields from '../../../../shared/domain/definition/fields.ts';
import { defineTable } from '../../../../shared/domain/definition/headwater.ts';

export const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}', sk: 'ORDER' },
  fields: {
    id: fields.keyword(),
    total: fields.decimal(20, 2, { attribute: 'grand-total' }),
    placed: fields.epochSeconds(),
    expires: fields.optional(fields.epochSeconds({ attribute: 'ttl' })),
    opens: fields.optional(fields.localTimestamp({ zone: 'Europe/Paris' })),
    home: fields.optional(fields.object({ zip: fields.keyword({ attribute: 'post.code' }) }, { attribute: '@home' })),
  },
});
export const line = defineEntity({
  name: 'line',
  recognise: { pk: 'ORDER#{id}', sk: 'LINE#{number}' },
  fields: { id: fields.keyword(), number: fields.integer(), note: fields.optional(fields.text()) },
});
export const customer = defineEntity({
  name: 'customer',
  recognise: { attribute: 'kind', equals: 'customer' },
  fields: { name: fields.text() },
});
export const table = defineTable({
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  timeToLive: 'ttl',
  entities: [order, line, customer],
});

export function shop() {
  return { judge: recordJudge(table), writer: createMemoryItemWriter(table), entities: table.entities };
}
