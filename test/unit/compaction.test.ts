import { expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Manifest } from '../../shared/domain/history/compaction.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, double, integer, keyword, object, optional } from '../../shared/domain/definition/fields.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { longestRedeliveryDays } from '../../shared/domain/retention/retention.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { dyingAt } from '../support/dying-store.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

const price = defineEntity({
  name: 'price',
  recognise: 'every-item',
  fields: { id: keyword(), amount: decimal(10, 2), sold: optional(integer()) },
});
const DAY = 86_400_000;
const START = Date.parse('2026-11-24T12:00:00Z');

function written(key: string, sequence: number, amount: number, at = START): Change {
  const base = { entity: 'price', id: `${key}-${sequence}`, key, at: new Date(at).toISOString() };
  return { ...base, operation: 'created', position: positionOf('g', String(sequence)), after: { id: key, amount } };
}

function deleted(key: string, sequence: number, at = START): Change {
  const base = { entity: 'price', id: `${key}-${sequence}`, key, at: new Date(at).toISOString() };
  return { ...base, operation: 'deleted', position: positionOf('g', String(sequence)), before: { id: key, amount: 1 } };
}

async function amounts(lake: TestLake): Promise<unknown> {
  const rows = await lake.query('SELECT id, amount FROM price_current ORDER BY id');
  return Object.fromEntries(rows.map(({ id, amount }) => [id, amount]));
}

function manifestOf({ objects }: TestLake): Manifest | undefined {
  const object = objects.get(manifestKey('price'));
  return object && (JSON.parse(Buffer.from(object.body).toString()) as Manifest);
}

test('a snapshot has the latest row of each key; what comes later is added, and taken in by the next', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10), written('b', 2, 20), written('c', 3, 30), deleted('c', 4)]);

  expect(await lake.compact()).toMatchObject({ status: 'written', objects: 1, rows: 3, tombstones: 1, left: 0 });
  lake.archive([written('a', 5, 11)]);
  expect(await amounts(lake)).toEqual({ a: '11.00', b: '20.00' });
  expect(await lake.compact()).toMatchObject({ objects: 1, rows: 3 });

  expect(await amounts(lake)).toEqual({ a: '11.00', b: '20.00' });
  expect(await lake.compact()).toMatchObject({ status: 'unchanged', objects: 0, rows: 3 });
});

test('a change that is filed late, into an hour long gone, is taken in', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 5, 50)]);
  await lake.compact();
  lake.now += DAY;
  lake.archive([written('b', 1, 10, START - 30 * DAY)]);

  expect(await lake.compact()).toMatchObject({ objects: 1 });
  expect(await amounts(lake)).toEqual({ a: '50.00', b: '10.00' });
});

test('a tombstone in a snapshot keeps an older change from bringing its row back, and holds no value', async () => {
  const lake = createTestLake(price);
  lake.archive([deleted('a', 7)]);
  await lake.compact();
  lake.archive([written('a', 5, 10)]);

  expect(await amounts(lake)).toEqual({});
  await lake.compact();
  expect(await amounts(lake)).toEqual({});
});

test('tombstones go once nothing older can come, and then nothing older is taken', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10), deleted('b', 2)]);
  await lake.compact();
  lake.now += ((longestRedeliveryDays({}) ?? 0) + 3) * DAY;

  expect(await lake.compact()).toMatchObject({ status: 'written', rows: 1, tombstones: 0 });
  lake.archive([written('b', 1, 99)]);
  expect(await amounts(lake)).toEqual({ a: '10.00' });
  await lake.compact();
  expect(await amounts(lake)).toEqual({ a: '10.00' });
});

test('with an archive that keeps events for ever, tombstones stay', async () => {
  const lake = createTestLake(price);
  lake.archive([deleted('b', 2)]);
  await lake.compact({ archiveDays: 0 });
  lake.now += 4_000 * DAY;
  lake.archive([written('b', 1, 99)]);

  expect(await lake.compact({ archiveDays: 0 })).toMatchObject({ rows: 1, tombstones: 1 });
  expect(await amounts(lake)).toEqual({});
});

test('whenever it dies, readers have the whole truth, and the next run ends it', { timeout: 60_000 }, async () => {
  const limits = { bytes: 2_000, objects: 1, chunks: 3 };
  for (let call = 1; ; call += 1) {
    const lake = createTestLake(price);
    lake.archive([written('a', 1, 10), written('b', 2, 20)]);
    await lake.compact({ limits });
    lake.archive([written('c', 3, 30)]);
    lake.archive([deleted('a', 4)]);
    const died = await lake.compact({ limits, through: dyingAt(call) }).then(
      () => false,
      () => true,
    );
    expect(await amounts(lake), `died before call ${call}`).toEqual({ b: '20.00', c: '30.00' });
    expect(await lake.compact({ limits })).toMatchObject({ rows: 3, tombstones: 1 });
    expect(await amounts(lake)).toEqual({ b: '20.00', c: '30.00' });
    if (!died) break;
  }
});

test('a run that is taken up again does not do again what is done', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10)]);
  const downloads: (readonly string[])[] = [];
  const watched = (store: SnapshotStore): SnapshotStore => ({
    ...store,
    download: (keys, directory) => {
      downloads.push(keys);
      return store.download(keys, directory);
    },
    publish: () => Promise.reject(new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', 'died')),
  });

  await expect(lake.compact({ through: watched })).rejects.toThrow('died');
  await expect(lake.compact({ through: watched })).rejects.toThrow('died');

  expect(downloads).toHaveLength(2);
});

test('of two compactions at once one wins, and the other says so', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10)]);

  const [one, other] = await Promise.allSettled([lake.compact(), lake.compact()]);

  const lost = [one, other].filter((run) => run.status === 'rejected');
  expect(lost).toMatchObject([{ reason: { code: 'HW_SNAPSHOT_OVERTAKEN', retryable: true } }]);
  expect(await amounts(lake)).toEqual({ a: '10.00' });
});

test('files of a former snapshot stay for a day, for who is reading them, and go then', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10)]);
  await lake.compact();
  const former = manifestOf(lake)?.files[0]?.key ?? '';
  lake.now += 60 * DAY;
  lake.archive([written('a', 2, 20)]);
  await lake.compact();
  expect(lake.objects.has(former)).toBe(true);

  lake.now += 1.5 * DAY;
  lake.archive([written('a', 3, 30)]);
  await lake.compact();
  lake.now += 1.5 * DAY;
  lake.archive([written('a', 4, 40)]);
  await lake.compact();
  expect(lake.objects.has(former)).toBe(false);
  expect(await amounts(lake)).toEqual({ a: '40.00' });
});

test('columns that came later read as null, and types widen: in history, in snapshots and in both', async () => {
  const older = defineEntity({
    name: 'price',
    recognise: 'every-item',
    fields: { id: keyword(), amount: decimal(10, 2), sold: integer(), shop: object({ town: keyword() }) },
  });
  const newer = defineEntity({
    name: 'price',
    recognise: 'every-item',
    version: 2,
    fields: {
      id: keyword(),
      amount: decimal(20, 4),
      sold: double(),
      shop: object({ town: keyword(), floor: optional(integer()) }),
      note: optional(keyword()),
    },
  });
  const row = (key: string, sequence: number, after: object): Change => {
    const base = { entity: 'price', id: `${key}-${sequence}`, key, at: new Date(START).toISOString() };
    return { ...base, operation: 'created', position: positionOf('g', String(sequence)), after: { id: key, ...after } };
  };
  const lake = createTestLake(older);
  lake.archive([row('a', 1, { amount: 1.25, sold: 3, shop: { town: 'Bremen' } })]);
  await lake.compact();
  lake.archive([row('b', 2, { amount: 2.5, sold: 4, shop: { town: 'Kiel' } })]);
  lake.archive([row('c', 3, { amount: 3.1234, sold: 5.5, shop: { town: 'Ulm', floor: 2 }, note: 'new' })], newer);
  const expected = [
    { id: 'a', amount: '1.2500', sold: 3, shop: { town: 'Bremen', floor: null }, note: null },
    { id: 'b', amount: '2.5000', sold: 4, shop: { town: 'Kiel', floor: null }, note: null },
    { id: 'c', amount: '3.1234', sold: 5.5, shop: { town: 'Ulm', floor: 2 }, note: 'new' },
  ];
  const columns = 'SELECT id, amount, sold, shop, note FROM';

  expect(await lake.query(`${columns} price_history ORDER BY id`, newer)).toEqual(expected);
  expect(await lake.query(`${columns} price_current ORDER BY id`, newer)).toEqual(expected);
  await lake.compact({ as: newer });
  expect(await lake.query(`${columns} price_current ORDER BY id`, newer)).toEqual(expected);
  expect(manifestOf(lake)?.schema).toBe('price@2');
});
