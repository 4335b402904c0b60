import { expect, test } from 'vitest';
import { attack } from '../attack/attack.ts';

/** Ends an attack that finds no quiet, so that the differences are told and no test runs out of time. */
const LONGEST_MILLISECONDS = 120_000;

test('a short attack finds no difference: chaos and forged events', async () => {
  const signal = AbortSignal.timeout(LONGEST_MILLISECONDS);

  const summary = await attack({
    seed: 14,
    milliseconds: 6000,
    parts: ['chaos', 'forged'],
    killed: ['normalizer'],
    signal,
    say: () => undefined,
  });

  expect(summary.differences).toEqual([]);
  expect(signal.aborted).toBe(false);
  expect(summary.writes).toBeGreaterThan(20);
  expect(summary.forged).toBeGreaterThan(0);
});
