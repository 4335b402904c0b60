import { expect, test } from 'vitest';
import { excludedShare } from '../../../shared/domain/drift/confidence.ts';

test('without drift in the sample: the rule of three', () => {
  expect(excludedShare(300, 0)).toBeCloseTo(1 - 0.05 ** (1 / 300), 10);
  expect(excludedShare(1_000_000, 0)).toBeCloseTo(3 / 1_000_000, 7);
});

// Clopper and Pearson, one-sided 95%; the sums of the binomial distribution taken apart from this code, in fractions.
test.each([
  [100, 1, 0.0465598],
  [50, 5, 0.198833],
])('of %i drawn, %i drifted', (sampled, drifted, limit) => {
  expect(excludedShare(sampled, drifted)).toBeCloseTo(limit, 4);
});

test('nothing drawn, or nothing in step, excludes nothing', () => {
  expect(excludedShare(0, 0)).toBe(1);
  expect(excludedShare(3, 3)).toBe(1);
});
