import { expect, test } from 'vitest';
import { retryDelay } from '../../../shared/domain/retry-delay.ts';

test('the wait doubles up to 3 minutes, and is never less than half of it', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((receives) => retryDelay(receives, 1));

  expect(longest).toEqual([2, 4, 8, 16, 32, 64, 128, 180, 180]);
  expect(retryDelay(8, 0)).toBe(90);
});
