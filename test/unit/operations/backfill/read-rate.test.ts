import { expect, test } from 'vitest';
import { ReadRate } from '../../../../operations/backfill/read-rate.ts';

/** A clock that only sleeping moves. */
function rated(most: number) {
  let time = 0;
  const rate = new ReadRate({
    most,
    now: () => time,
    sleep: (milliseconds) => {
      time += milliseconds;
      return Promise.resolve();
    },
  });
  return { rate, time: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

test('what was read is paid for before the next read: in the long run the rate is kept', async () => {
  const { rate, time } = rated(100);

  for (let page = 0; page < 20; page += 1) {
    await rate.turn();
    rate.spent(50);
  }
  await rate.turn();

  expect(time()).toBe(10_000);
});

test('idle time is not saved up for a burst', async () => {
  const { rate, time, pass } = rated(100);
  pass(60_000);

  rate.spent(100);
  await rate.turn();

  expect(time()).toBe(61_000);
});

test('a throttled table is read at half the rate, and slowly faster again up to the most', () => {
  const { rate, pass } = rated(100);

  rate.throttled();
  rate.throttled();
  expect(rate.current).toBe(50);
  pass(4_000);
  expect(rate.current).toBe(70);
  pass(60_000);
  expect(rate.current).toBe(100);
  expect(rate.throttles).toBe(2);
});

test('a table that refuses all the time is asked once a second or less', async () => {
  const { rate, time } = rated(100);

  for (let refusals = 0; refusals < 30; refusals += 1) {
    await rate.turn();
    rate.throttled();
  }

  expect(rate.current).toBeGreaterThanOrEqual(1);
  expect(time()).toBeGreaterThanOrEqual(29_000);
});
