import { describe, expect, test } from 'vitest';
import { runSeed } from './run-seed.ts';
import { shortest } from './shrink.ts';
import { historyOf } from './steps.ts';
import { tellFailure } from './tell.ts';

const SEEDS = 3_000;

test(`the stores equal the table, and nothing is lost: ${SEEDS} seeds`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { faults } = await runSeed(seed);
    // The shortest history and the command to run it again are the message.
    if (faults.length > 0) expect.fail(await tellFailure(seed));
  }
});

test('a seed is the same history and the same run every time', async () => {
  const told = async (): Promise<readonly string[]> => (await runSeed(11, historyOf(11), true)).told;

  const first = await told();

  expect(first.length).toBeGreaterThan(20);
  expect(await told()).toEqual(first);
});

describe('a failing history', () => {
  const needs = (...wanted: number[]) => {
    return (history: readonly number[]) => Promise.resolve(wanted.every((step) => history.includes(step)));
  };

  test('is shortened to the steps that it takes', async () => {
    const history = Array.from({ length: 60 }, (_, step) => step);

    expect(await shortest(history, needs(3, 41, 42), () => [])).toEqual([3, 41, 42]);
  });

  test('is made of simpler steps where those fail, too', async () => {
    const fails = (history: readonly number[]) => Promise.resolve(history.some((step) => step >= 5));

    expect(await shortest([1, 9, 2], fails, (step) => (step > 0 ? [step - 1] : []))).toEqual([5]);
  });
});
