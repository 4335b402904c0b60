import { expect, test } from 'vitest';
import { complaintsAt } from '../../interrupt/stop.ts';

test('a day of sales, interrupted, leaves no stack, and its watcher no rejection', async () => {
  expect(await complaintsAt(['demo'], 'day of sales: written')).toEqual([]);
});
