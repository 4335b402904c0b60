import { expect, test } from 'vitest';
import { createLagMeter } from '../../theatre/demo/lag.ts';

test('the lag is the age of the oldest write that has not come through', () => {
  const lag = createLagMeter();
  lag.wrote(10, 1_000);
  lag.wrote(20, 2_000);
  expect(lag.behind(5, 3_000)).toBe(2_000);
  expect(lag.behind(10, 3_000)).toBe(1_000);
  expect(lag.behind(20, 3_000)).toBe(0);
});
