import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Manifest } from '../../shared/domain/history/compaction.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, integer, keyword, optional } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { dyingAt } from '../support/dying-store.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

const price = defineEntity({
  name: 'price',
  recognise: 'every-item',
  fields: { id: keyword(), amount: decimal(10, 2) },
});
const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-24T12:00:00Z');

function written(key: string, sequence: number, after: object = { amount: sequence }): Change {
  const at = new Date(START + sequence * 1_000).toISOString();
  const base = { entity: 'price', id: `${key}-${sequence}`, key, at, operation: 'created' } as const;
  return { ...base, position: positionOf('g', String(sequence)), after: { id: key, ...after } };
}

function historyKeys({ objects }: TestLake): readonly string[] {
  return [...objects.keys()].filter((key) => key.startsWith('history/')).toSorted();
}

function manifestOf({ objects }: TestLake): Manifest {
  return JSON.parse(Buffer.from(objects.get(manifestKey('price'))?.body ?? []).toString()) as Manifest;
}

/** In the order of the file, by another reader, for which times are times as well. */
async function keysIn({ objects }: TestLake, key: string): Promise<readonly unknown[]> {
  const file = new Uint8Array(objects.get(key)?.body ?? []).buffer;
  const compressors = { ZSTD: (page: Uint8Array) => new Uint8Array(zstdDecompressSync(page)) };
  const rows = await parquetReadObjects({ file, compressors, columns: ['_key', '_at'] });
  expect(rows.every((row) => (row as Readonly<Record<string, unknown>>)['_at'] instanceof Date)).toBe(true);
  return rows.map((row) => (row as Readonly<Record<string, unknown>>)['_key']);
}

/** All that anybody can ask of it. */
async function answers(lake: TestLake, as = price): Promise<unknown> {
  return [
    await lake.query('SELECT * FROM price_history ORDER BY _event_id', as),
    await lake.query('SELECT * FROM price_current ORDER BY id', as),
  ];
}

/** Three objects of one hour, taken into a snapshot, a day and an hour ago. */
async function old(): Promise<TestLake> {
  const lake = createTestLake(price, START);
  for (const [nth, key] of ['b', 'a', 'c'].entries()) lake.archive([written(key, nth), written('d', 10 + nth)]);
  await lake.compact();
  lake.now += 25 * HOUR_MS;
  return lake;
}

test('small objects of an old hour become one, sorted by key; an hour later they go; no answer changes', async () => {
  const lake = await old();
  const [before, parts] = [await answers(lake), historyKeys(lake)];

  expect(await lake.gather()).toMatchObject({ status: 'gathered', parts: 3, objects: 1, removed: 0, waiting: 3 });
  expect(historyKeys(lake)).toHaveLength(4);
  expect(await answers(lake)).toEqual(before);
  lake.now += HOUR_MS - 1;
  expect(await lake.gather()).toMatchObject({ status: 'unchanged', removed: 0 });
  lake.now += 1;
  expect(await lake.gather()).toMatchObject({ status: 'gathered', parts: 0, removed: 3, waiting: 0 });

  const [made, ...others] = historyKeys(lake);
  expect(others).toEqual([]);
  expect(made).toMatch(/\/date=2026-11-24\/hour=12\/gathered-[0-9a-f]{32}-6\.parquet$/);
  expect(parts).not.toContain(made);
  expect(await answers(lake)).toEqual(before);
  expect(await keysIn(lake, made ?? '')).toEqual(['a', 'b', 'c', 'd', 'd', 'd']);
  expect(await lake.gather()).toMatchObject({ status: 'unchanged', left: 0 });
});

test('what was gathered is not taken in again; begun anew, a snapshot is made of it', async () => {
  const lake = await old();
  await lake.gather();
  const before = await answers(lake);
  expect(await lake.compact()).toMatchObject({ status: 'unchanged', objects: 0 });
  lake.now += HOUR_MS;
  await lake.gather();

  lake.objects.delete(manifestKey('price'));

  expect(await answers(lake)).toEqual(before);
  expect(await lake.compact()).toMatchObject({ status: 'written', objects: 1, rows: 4 });
  expect(await answers(lake)).toEqual(before);
});

test('history that waits for a snapshot is not passed over because something newer was gathered', async () => {
  const lake = await old();
  const one = { bytes: 64_000_000, objects: 1, chunks: 1 };
  for (const sequence of [20, 21, 22]) {
    lake.archive([written(`late${sequence}`, sequence)]);
    lake.now += HOUR_MS;
  }
  await lake.gather();
  expect(await lake.compact({ limits: one })).toMatchObject({ objects: 1, left: 2 });
  expect(await lake.compact({ limits: one })).toMatchObject({ objects: 1, left: 1 });
  expect(await lake.compact({ limits: one })).toMatchObject({ objects: 1, left: 0, rows: 7 });
});

test('whenever it dies, in either step, every answer stays, and later runs end it', { timeout: 60_000 }, async () => {
  for (let call = 1; ; call += 1) {
    const lake = await old();
    const before = await answers(lake);
    const died: boolean[] = [];
    for (let step = 0; step < 2; step += 1) {
      const run = lake.gather({ through: dyingAt(call) });
      died.push(
        await run.then(
          () => false,
          () => true,
        ),
      );
      expect(await answers(lake), `died before call ${call} of step ${step}`).toEqual(before);
      lake.now += HOUR_MS;
    }
    for (let later = 0; later < 4; later += 1) {
      await lake.compact();
      await lake.gather();
      lake.now += HOUR_MS;
    }
    expect(historyKeys(lake), `died before call ${call}`).toHaveLength(1);
    expect(manifestOf(lake)).not.toHaveProperty('gathering');
    expect(await answers(lake)).toEqual(before);
    if (!died.includes(true)) break;
  }
});

test('parts stay when the object that holds their changes is not there, or is another', async () => {
  for (const spoil of [undefined, Buffer.from('other')]) {
    const lake = await old();
    const parts = historyKeys(lake);
    await lake.gather();
    const made = historyKeys(lake).find((key) => key.includes('gathered-')) ?? '';
    lake.objects.delete(made);
    if (spoil) lake.objects.set(made, { body: spoil, modified: lake.now });
    lake.now += HOUR_MS;

    expect(await lake.gather()).toMatchObject({ removed: 0 });
    expect(historyKeys(lake)).toEqual(expect.arrayContaining([...parts]));
  }
});

test('when the list of parts has gone (7 days), they are gathered once more, and go then', async () => {
  const lake = await old();
  const before = await answers(lake);
  await lake.gather();
  for (const key of lake.objects.keys()) if (key.startsWith('compaction/')) lake.objects.delete(key);
  for (let later = 0; later < 5; later += 1) {
    lake.now += HOUR_MS;
    await lake.gather();
  }
  expect(historyKeys(lake)).toHaveLength(1);
  expect(await answers(lake)).toEqual(before);
});

test('of two runs at once one leaves it to the other', async () => {
  const lake = await old();
  let other: Promise<unknown> | undefined;
  const busy = await lake.gather({
    through: (store) => ({
      ...store,
      upload: async (path, key) => {
        other ??= lake.gather();
        expect(await other).toMatchObject({ status: 'busy' });
        return store.upload(path, key);
      },
    }),
  });
  expect(busy).toMatchObject({ status: 'gathered', parts: 3 });
});

test('columns that came later and types that widened are in the larger object, too', async () => {
  const newer = defineEntity({
    name: 'price',
    recognise: 'every-item',
    version: 2,
    fields: { id: keyword(), amount: decimal(20, 4), sold: optional(integer()) },
  });
  const lake = createTestLake(price, START);
  lake.archive([written('a', 1, { amount: 1.25 })]);
  lake.archive([written('b', 2, { amount: 2.3456, sold: 3 })], newer);
  await lake.compact({ as: newer });
  lake.now += 25 * HOUR_MS;
  const before = await answers(lake, newer);

  await lake.gather({ as: newer });
  lake.now += HOUR_MS;
  await lake.gather({ as: newer });

  expect(historyKeys(lake)).toHaveLength(1);
  expect(await answers(lake, newer)).toEqual(before);
});
