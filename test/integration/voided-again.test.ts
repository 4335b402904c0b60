/** A change that was voided comes once more, as a replay of the archive or a redriven letter brings it: the index leaves it out. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { forge } from './support/forge.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

/** An indexer reads the record of voided changes at most once a minute. */
const READ_ANEW_MS = 65_000;
/** In which a delivered change is long applied. */
const LONG_APPLIED_MS = 15_000;

test('a voided change that comes again stays out of the index', { timeout: 300_000 }, async () => {
  const pipeline = await connectPipeline();
  const key = unique('voided-again');
  const forged = `forged-${key}`;
  const sentAt = Date.now() - 600_000;
  const priceOf = async (): Promise<unknown> => (await pipeline.document('film', key))?.row['price'];
  await pipeline.put(filmItem(key, { price: { N: '1' } }));
  await untilTrue('the film is there', async () => (await priceOf()) === 1);
  await forge(pipeline, key, forged, sentAt);
  await untilTrue('the forged row is shown', async () => (await priceOf()) === 99);
  await pipeline.setPrice(key, '2');
  const repair = ['repair', '--key', key, '--entity', 'film', '--yes'];
  await untilTrue('repair has voided it', async () => (await headwater(repair)).code === 0 && (await priceOf()) === 2);

  await pause(READ_ANEW_MS);
  await forge(pipeline, key, forged, sentAt);
  const end = Date.now() + LONG_APPLIED_MS;
  while (Date.now() < end) {
    expect(await priceOf()).toBe(2);
    await pause(500);
  }

  await pipeline.setPrice(key, '3');
  await untilTrue('and the next write arrives', async () => (await priceOf()) === 3);
  const verified = await headwater(['verify', '--key', key, '--entity', 'film']);
  expect(verified, verified.stdout).toMatchObject({ code: 0 });
});
