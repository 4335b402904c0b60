import { expect, test } from 'vitest';
import { attack } from '../attack/attack.ts';

test('a short attack finds no difference: chaos and forged events', async () => {
  const summary = await attack({
    seed: 14,
    milliseconds: 8000,
    parts: ['chaos', 'forged'],
    open: false,
    signal: new AbortController().signal,
    say: () => undefined,
  });

  expect(summary.differences).toEqual([]);
  expect(summary.writes).toBeGreaterThan(20);
  expect(summary.forged).toBeGreaterThan(0);
});
