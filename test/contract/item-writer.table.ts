import { defineTable } from '../../shared/domain/definition/headwater.ts';

/** What the contract of item writers writes to. */
export const KEYED = defineTable({
  name: 'keyed',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [],
});
