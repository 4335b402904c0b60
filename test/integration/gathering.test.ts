/** Old history becomes larger objects on a real bucket: every way of asking has the same answer before, between and after. */
import { expect, test } from 'vitest';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { HistoryObject } from '../../shared/domain/history/compaction.ts';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

const pipeline = await connectPipeline();
const { session } = pipeline;
const store = createS3SnapshotStore({ client: session.clients.s3, bucket: session.deployment.analytics?.bucket ?? '' });
const [id, other] = [unique('gathered'), unique('gathered-too')];

async function said(words: readonly string[]): Promise<unknown> {
  const { stdout, stderr, code } = await headwater([...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as unknown;
}

/** What people ask about the two films; and what Athena answers. */
async function answers(): Promise<unknown> {
  const sql = (view: string) =>
    `SELECT _key, _event_id, title, price FROM ${view} WHERE _key IN ('${id}', '${other}') ORDER BY _key, _event_id`;
  const query = async (view: string, engine: string) => said(['query', sql(view), '--engine', engine, '--yes']);
  return {
    history: [await query('film_history', 'duckdb'), await query('film_history', 'athena')],
    current: [await query('film_current', 'duckdb'), await query('film_current', 'athena')],
    life: await said(['history', 'film', id]),
  };
}

const historyObjects = (): Promise<readonly HistoryObject[]> => store.history('film', 0);

test('small objects become one, and go; queries, history, Athena and verify say the same', async () => {
  await pipeline.put(filmItem(id));
  await untilTrue('the first is archived', async () => (await changes()) === 1, 60);
  await pipeline.setPrice(id, '12.5');
  await untilTrue('its price is archived', async () => (await changes()) === 2, 60);
  await pipeline.put(filmItem(other, { price: { N: '3.25' } }));
  await untilTrue('the other is archived', async () => (await changes()) === 3, 60);
  const [before, objects] = [await answers(), await historyObjects()];

  const dry = await said(['compact', 'film', '--gather-older-than', '0s', '--dry-run']);
  const gathered = await said(['compact', 'film', '--gather-older-than', '0s']);
  const between = await historyObjects();
  expect(await answers()).toEqual(before);
  await said(['compact', 'film', '--gather-older-than', '0s', '--remove-parts-after', '0s']);
  const after = await historyObjects();

  expect(dry).toMatchObject({ history: [{ status: 'gathered', parts: expect.any(Number) as number }] });
  expect(gathered).toMatchObject({ history: [{ status: 'gathered', removed: 0 }] });
  expect(between.length).toBeGreaterThan(objects.length);
  expect(after.length).toBeLessThan(objects.length);
  expect(after.some(({ key }) => key.includes('/gathered-'))).toBe(true);
  expect(await answers()).toEqual(before);
  // Of these films only: other tests leave rows that are meant to differ.
  for (const key of [id, other]) {
    const verified = await headwater(['verify', '--entity', 'film', '--key', key, '--json']);
    expect(verified.code, verified.stdout).toBe(0);
  }
});

async function changes(): Promise<number> {
  const sql = `SELECT count(*) AS n FROM film_history WHERE _key IN ('${id}', '${other}')`;
  const rows = (await said(['query', sql])) as readonly { n: number }[];
  return rows[0]?.n ?? 0;
}
