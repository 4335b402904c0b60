import { defineConsumer } from 'headwater';
import { stock } from '../entities.ts';

/** A notice per film and store that runs low. A second notice would have it ordered twice: each change is told once. */
export const lowStock = defineConsumer({
  type: 'function',
  name: 'low-stock',
  entities: [stock],
  handler: 'low-stock/handler.ts',
  sideEffects: true,
  sendsTo: ['notices'],
});
