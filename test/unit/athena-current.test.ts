/** Current state in Athena: the snapshot, and the days of history that it may lack. */
import { expect, test, vi } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, keyword } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { longestRedeliveryDays } from '../../shared/domain/retention/retention.ts';
import { addressesKey, reachKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { parseReach } from '../../shared/dialects/s3/snapshot-reach.ts';
import { askAsAthena, type Bucket } from '../support/as-athena.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

const price = defineEntity({
  name: 'price',
  recognise: 'every-item',
  fields: { id: keyword(), amount: decimal(10, 2) },
});
/** Each question is a DuckDB of its own. */
vi.setConfig({ testTimeout: 60_000 });
const [HOUR, DAY] = [3_600_000, 86_400_000];
const START = Date.parse('2026-11-24T12:00:00Z');

function written(key: string, sequence: number, amount: number, at: number): Change {
  const base = { entity: 'price', id: `${key}-${sequence}`, key, at: new Date(at).toISOString() };
  return { ...base, operation: 'created', position: positionOf('g', String(sequence)), after: { id: key, amount } };
}

function deleted(key: string, sequence: number, at: number): Change {
  const base = { entity: 'price', id: `${key}-${sequence}`, key, at: new Date(at).toISOString() };
  return { ...base, operation: 'deleted', position: positionOf('g', String(sequence)), before: { id: key, amount: 1 } };
}

async function amounts(objects: Bucket): Promise<unknown> {
  const sql = 'SELECT id, amount FROM price_current ORDER BY id';
  const [asked, known] = [
    await askAsAthena(objects, price, sql),
    await askAsAthena(objects, price, sql, { known: true }),
  ];
  expect(asked).toEqual(known);
  return Object.fromEntries(asked.map(({ id, amount }) => [id, amount]));
}

function historyFrom({ objects }: TestLake): string {
  return parseReach(Buffer.from(objects.get(reachKey('price'))?.body ?? []).toString()).historyFrom;
}

/** Runs every third hour, each with a change of its own. */
async function runs(lake: TestLake, count: number, sequence: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    lake.now += 3 * HOUR;
    lake.archive([written('clock', sequence + nth, nth, lake.now - 1_000)]);
    await lake.compact();
  }
}

test('before the first snapshot it is made of all history; after it, of both; and of what comes later', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10, START - 300 * DAY), written('b', 2, 20, START - 300 * DAY)]);
  expect(await amounts(lake.objects)).toEqual({ a: '10.00', b: '20.00' });

  await lake.compact();
  expect(await amounts(lake.objects)).toEqual({ a: '10.00', b: '20.00' });
  lake.archive([written('a', 3, 11, START), deleted('b', 4, START), written('c', 5, 30, START)]);

  expect(await amounts(lake.objects)).toEqual({ a: '11.00', c: '30.00' });
});

test('with steady runs it reads at most three days of history, however long there has been one', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10, START - 300 * DAY)]);
  await runs(lake, 9, 100);
  const whole = lake.objects.size;

  expect(historyFrom(lake)).toBe('2026-11-23'); // it is 15:00 on the 25th
  for (const key of lake.objects.keys()) if (key.includes('/date=2026-01-')) lake.objects.delete(key);
  expect(lake.objects.size).toBe(whole - 1);
  expect(await amounts(lake.objects)).toEqual({ a: '10.00', clock: '8.00' });
});

test('when the compactor stands still for weeks, what was written since is there', async () => {
  const lake = createTestLake(price);
  await runs(lake, 10, 100);
  for (let day = 1; day <= 40; day += 1) {
    lake.now += DAY;
    lake.archive([written(`day-${day}`, 1_000 + day, day, lake.now)]);
  }

  expect(Object.keys((await amounts(lake.objects)) as object)).toHaveLength(41);
});

test('a change that is archived a day late is seen at once, a later one after the next compaction', async () => {
  const lake = createTestLake(price);
  await runs(lake, 10, 100);
  lake.archive([written('late', 7, 70, lake.now - DAY + HOUR)]);
  lake.archive([written('later', 8, 80, lake.now - 9 * DAY)]);

  expect(await amounts(lake.objects)).toEqual({ clock: '9.00', late: '70.00' });
  await lake.compact();
  expect(await amounts(lake.objects)).toEqual({ clock: '9.00', late: '70.00', later: '80.00' });
});

test('whatever a question sees of two switches, one of them after weeks, no row is lost', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10, START)]);
  await runs(lake, 10, 100);
  const states = [new Map(lake.objects)];
  for (const standing of [20 * DAY, HOUR, HOUR]) {
    lake.now += standing / 4;
    if (states.length === 1) lake.archive([deleted('clock', 3_000, lake.now)]);
    // Keys of its own: what comes later would cover up a row that is lost.
    lake.archive([written(`early-${states.length}`, 1, 1, lake.now)]);
    lake.now += standing / 2;
    lake.archive([written(`late-${states.length}`, 1, 1, lake.now)]);
    lake.now += standing / 4;
    await lake.compact();
    states.push(new Map(lake.objects));
  }

  // Files of former snapshots stay for a day: the objects of the last state serve all.
  for (const files of states) {
    for (const reach of states) {
      const seen = new Map(lake.objects);
      for (const [key, from] of [
        [addressesKey('price'), files],
        [reachKey('price'), reach],
      ] as const) {
        const object = from.get(key);
        if (object) seen.set(key, object);
      }
      const keys = ['a', 'early-1', 'early-2', 'early-3', 'late-1', 'late-2', 'late-3'];
      expect(Object.keys((await amounts(seen)) as object)).toEqual(keys);
    }
  }
});

test('what is too late for a snapshot that has forgotten its tombstones does not come back', async () => {
  const lake = createTestLake(price);
  lake.archive([written('a', 1, 10, START), deleted('b', 2, START)]);
  await lake.compact();
  lake.now += ((longestRedeliveryDays({}) ?? 0) + 3) * DAY;
  await lake.compact();
  lake.archive([written('b', 1, 99, START)]);

  expect(await amounts(lake.objects)).toEqual({ a: '10.00' });
});
