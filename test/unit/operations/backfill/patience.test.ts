import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patience } from '../../../../operations/backfill/patience.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

test('a batch that is sent late in a long sweep has as much time as the first', () => {
  const { signal } = new AbortController();
  const first = patience(signal);
  vi.advanceTimersByTime(11 * 60_000);
  expect(first()).toBeLessThanOrEqual(0);
  expect(patience(signal)()).toBe(600_000);
});

test('once it is stopped nothing is tried any more', () => {
  expect(patience(AbortSignal.abort())()).toBe(0);
});
