/**
 * An event that no stream gave, with a position above all that will ever come, silences its row in every store. Verify names
 * the event and the object that holds it; repair voids it; from then on each write arrives, and nobody shows the false row.
 */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { voidedKey, type VoidedRecord } from '../../shared/domain/change/voided.ts';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { forge } from './support/forge.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

const MINUTE = 60_000;
const priceOf = async (key: string): Promise<unknown> => (await pipeline.document('film', key))?.row['price'];

async function priceInCopy(key: string): Promise<unknown> {
  const answer = await headwater(['query', `SELECT price FROM film_current WHERE _key = '${key}'`, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  const [row] = JSON.parse(answer.stdout) as readonly { readonly price: string }[];
  return row && Number(row.price);
}

test('a position that is too high is found, voided, and silences nothing any more', { timeout: 500_000 }, async () => {
  const key = unique('silenced');
  const forged = `forged-${key}`;
  await pipeline.put(filmItem(key, { price: { N: '1' } }));
  await untilTrue('the film is there', async () => (await priceOf(key)) === 1);
  await forge(pipeline, key, forged, Date.now() - 10 * MINUTE);
  await untilTrue('the forged row is shown', async () => (await priceOf(key)) === 99);
  await pipeline.setPrice(key, '2');
  await untilTrue('verify names the event and its object', async () => {
    const { code, stdout } = await headwater(['verify', '--key', key, '--entity', 'film']);
    return code === 1 && stdout.includes(forged) && /history\/entity=film\/\S+\.parquet/.test(stdout);
  });
  expect(await priceOf(key)).toBe(99);

  const dry = await headwater(['repair', '--key', key, '--entity', 'film']);
  expect(dry).toMatchObject({ code: 1, stdout: expect.stringContaining('repair voids it') as unknown });
  const mended = await headwater(['repair', '--key', key, '--entity', 'film', '--yes']);
  expect(mended.code, mended.stdout + mended.stderr).toBe(0);
  expect(await priceOf(key)).toBe(2);
  const { analytics } = pipeline.session.deployment;
  const record = await pipeline.session.clients.s3.send(
    new GetObjectCommand({ Bucket: analytics?.bucket, Key: voidedKey('film') }),
  );
  const { voided } = JSON.parse((await record.Body?.transformToString()) ?? '') as VoidedRecord;
  expect(voided.filter((one) => one.key === key)).toMatchObject([
    { id: forged, object: expect.stringContaining('history/entity=film/') as unknown },
  ]);

  await pipeline.setPrice(key, '3');
  await untilTrue('the next write arrives in the index', async () => (await priceOf(key)) === 3);
  await untilTrue('and in the analytics copy', async () => (await priceInCopy(key)) === 3);
  const compacted = await headwater(['compact', 'film']);
  expect(compacted.code, compacted.stderr).toBe(0);
  expect(await priceInCopy(key)).toBe(3);
  const life = await headwater(['history', 'film', key]);
  expect(life.stdout).not.toContain('Nobody');
  const replay = await headwater(['replay', '--from', '-1m', '--consumer', 'search']);
  expect(replay.stdout + replay.stderr).toMatch(/Changes that were voided \(\d+\) are in the archive still/);
  const again = await headwater(['verify', '--key', key, '--entity', 'film']);
  expect(again, again.stdout).toMatchObject({ code: 0 });
});

test('marks that were lowered or lost beside a right row are seen, and restored', { timeout: 300_000 }, async () => {
  const key = unique('lowered');
  await pipeline.put(filmItem(key, { price: { N: '1' } }));
  await pipeline.setPrice(key, '2');
  await untilTrue('the film is there', async () => (await priceOf(key)) === 2);
  const verified = () => headwater(['verify', '--key', key, '--entity', 'film']);
  await untilTrue('all is in step', async () => (await verified()).code === 0);
  const endpoint = plainEndpoint(pipeline.session.deployment);
  const at = (path: string) => `${endpoint}/${path}/${encodeURIComponent(key)}`;
  const damages: ((sync: Record<string, unknown>) => unknown)[] = [
    (sync) => ({ ...sync, p: String(sync['p']).replace(/\d{40}$/, '1'.padStart(40, '0')) }),
    ({ p: _, ...sync }) => sync,
    (sync) => ({ ...sync, at: Number(sync['at']) - 3_600_000 }),
    ({ del }) => ({ del }),
  ];
  for (const damage of damages) {
    const { _source } = (await (await fetch(at('film/_doc'))).json()) as {
      _source: { _sync: Record<string, unknown> };
    };
    const body = JSON.stringify({ ..._source, _sync: damage(_source._sync) });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${at('film-write/_doc')}?refresh=true`, { method: 'PUT', headers, body });
    expect(await verified()).toMatchObject({ code: 1, stdout: expect.stringContaining('marks behind') as unknown });
    const mended = await headwater(['repair', '--key', key, '--entity', 'film', '--yes']);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    const { price } = await nextWrite(key);
    await untilTrue('the next write arrives', async () => (await priceOf(key)) === price);
    await untilTrue('all is in step', async () => (await verified()).code === 0);
  }
});

let next = 10;
async function nextWrite(key: string): Promise<{ readonly price: number }> {
  next += 1;
  await pipeline.setPrice(key, String(next));
  return { price: next };
}
