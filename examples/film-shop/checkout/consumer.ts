import { defineConsumer } from 'headwater';
import { order } from './order.ts';

/** The saga. It has no `sideEffects`: each step may be taken again, and a replay of old orders changes nothing. */
export const checkout = defineConsumer({
  type: 'function',
  name: 'checkout',
  entities: [order],
  handler: 'checkout/handler.ts',
  writesTo: ['shop'],
  // An order waits for nobody.
  batchSize: 10,
  batchWindowSeconds: 0,
});
