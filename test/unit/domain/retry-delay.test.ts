import { expect, test } from 'vitest';
import { hiddenFor, retryDelay } from '../../../shared/domain/delivery/retry-delay.ts';

test('the wait doubles up to 3 minutes, and is never less than half of it', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((receives) => retryDelay(receives, 1));

  expect(longest).toEqual([2, 4, 8, 16, 32, 64, 128, 180, 180]);
  expect(retryDelay(8, 0)).toBe(90);
});

test('a wait that was asked for is kept, in whole seconds, unless the next try is later anyway', () => {
  expect(hiddenFor({ receives: 1, afterSeconds: 90.2 }, 1)).toBe(91);
  expect(hiddenFor({ receives: 8, afterSeconds: 90 }, 1)).toBe(180);
  expect(hiddenFor({ receives: 1 }, 1)).toBe(2);
});

test('no message is hidden for longer than SQS allows, counted from when it was received', () => {
  const longest = hiddenFor({ receives: 1, afterSeconds: 86_400 }, 1);

  // The longest window is 300 s, and the function runs for 30.
  expect(longest).toBeLessThanOrEqual(43_200 - 330);
  expect(longest).toBeGreaterThan(11 * 3_600);
});
