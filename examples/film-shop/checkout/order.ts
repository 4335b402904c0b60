import { defineEntity, type RowOfEntity, decimal, integer, keyword, optional } from 'headwater';

/** `placed` -> `reserved` -> `paid`, or `cancelled` from either of the first two. */
export const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}', sk: 'ORDER' },
  fields: {
    id: keyword({ minLength: 1 }),
    filmId: keyword({ minLength: 1 }),
    store: keyword({ minLength: 1 }),
    quantity: integer({ minimum: 1 }),
    amount: decimal(14, 2),
    card: keyword({ minLength: 1, description: "The payment provider's token, no card number." }),
    state: keyword({ pattern: '^(placed|reserved|paid|cancelled)$' }),
    cancelledBecause: optional(keyword()),
  },
});

export type Order = RowOfEntity<typeof order>;
