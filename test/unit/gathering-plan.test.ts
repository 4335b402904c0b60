import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { HistoryObject, Manifest } from '../../shared/domain/history/compaction.ts';
import { GATHERING_TIMES, isGathering, planGathering, withGathered } from '../../shared/dialects/s3/gathering.ts';
import { hourOf } from '../../shared/dialects/s3/history-key.ts';

const HOUR = 'history/entity=film/date=2026-11-23/hour=18';
const NOW = Date.parse('2026-11-25T12:00:00Z');
const limits = { bytes: 64_000_000, objects: 10_000, chunks: 64 };
const manifest: Manifest = {
  format: 1,
  entity: 'film',
  schema: 'film@1',
  writtenAt: '2026-11-25T11:00:00.000Z',
  bucketBits: 0,
  files: [],
  takenThrough: '2026-11-25T11:00:00.000Z',
  takenSince: [],
  retired: [],
};

function object(nth: number, bytes = 6_000, modified = NOW - 40 * 3_600_000): HistoryObject {
  return { key: `${HOUR}/${nth.toString(16).padStart(32, '0')}-10.parquet`, bytes, modified };
}

function plan(objects: readonly HistoryObject[], from = manifest, now = NOW, some = limits) {
  return planGathering(from, objects, { now, limits: some, ...GATHERING_TIMES });
}

function counts(objects: readonly HistoryObject[]): readonly number[] {
  return plan(objects).groups.map(({ length }) => length);
}

test('an hour that began a day ago is gathered, in groups that one worker can hold; a younger one is not', () => {
  const objects = Array.from({ length: 25 }, (_, nth) => object(nth));

  expect(counts(objects)).toEqual([25]);
  expect(plan(objects, manifest, hourOf(object(0).key) + 86_399_999).groups).toEqual([]);
  const small = plan(objects, manifest, NOW, { bytes: 60_000, objects: 7, chunks: 2 });
  expect(small.groups.map(({ length }) => length)).toEqual([7, 7]);
  expect(small.left).toBe(11);
});

test('what no snapshot has taken in, and what is large already, is left alone', () => {
  const late = object(3, 6_000, NOW);

  expect(plan([object(1), object(2), late]).groups).toEqual([[object(1), object(2)]]);
  expect(counts([object(1, 40_000_000), object(2, 40_000_000)])).toEqual([]);
  expect(counts([object(1)])).toEqual([]);
});

test('a large object is not written anew for a late change, but for as much as half of it', () => {
  const large = object(9, 3_000_000);

  expect(counts([large, object(1)])).toEqual([]);
  expect(plan([large, object(1), object(2)]).groups).toEqual([[object(1), object(2)]]);
  expect(counts([large, object(1, 800_000), object(2, 800_000)])).toEqual([3]);
});

test('however late changes come in, few objects are left, and each byte is written a few times only', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1_000, max: 200_000 }), { minLength: 1, maxLength: 300 }), (sizes) => {
      let objects: HistoryObject[] = [];
      let written = 0;
      for (const [nth, bytes] of sizes.entries()) {
        objects.push(object(nth, bytes));
        for (const group of plan(objects).groups) {
          const made = group.reduce((sum, part) => sum + part.bytes, 0);
          written += made;
          objects = [...objects.filter((one) => !group.includes(one)), object(1_000 + nth, made)];
        }
      }
      const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
      const steps = Math.log(all / Math.min(...sizes));
      expect(objects.length).toBeLessThanOrEqual(steps / Math.log(3) + 1.001);
      expect(written).toBeLessThanOrEqual((all * steps) / Math.log(1.5) + 1);
    }),
  );
});

test('a partition whose parts wait to be removed is not gathered again; they go when readers have ended', () => {
  const part = object(1);
  const made = { key: `${HOUR}/gathered-00-20.parquet`, of: [part, object(2)], list: 'list' };
  const next = withGathered(manifest, 'run', { made: [made], gone: new Set(), now: NOW });

  expect(plan([part, object(2)], next, NOW + 3_599_999)).toEqual({ groups: [], left: 0, due: [] });
  expect(plan([part, object(2)], next, NOW + 3_600_000).due).toMatchObject([{ key: made.key, parts: 2 }]);
});

test('a gathered object counts as taken in, unless the manifest was begun anew and has not its parts', () => {
  const made = { key: `${HOUR}/gathered-00-20.parquet`, of: [object(1), object(2)], list: 'list' };
  const anew = { ...manifest, takenThrough: '1970-01-01T00:00:00.000Z' };
  const change = { made: [made], gone: new Set<string>(), now: NOW };

  expect(withGathered(manifest, 'run', change).takenSince).toMatchObject([{ key: made.key }]);
  expect(withGathered(anew, 'run', change).takenSince).toEqual([]);
});

test('a run says until when it writes, and takes back its own word only', () => {
  const until = new Date(NOW + 900_000).toISOString();
  const announced = { ...manifest, gathering: { run: 'other', until } };
  const nothing = { made: [], gone: new Set<string>(), now: NOW };

  expect(isGathering(announced, NOW)).toBe(true);
  expect(isGathering(announced, NOW + 900_000 + 60_000)).toBe(false);
  expect(withGathered(announced, 'run', nothing).gathering).toEqual(announced.gathering);
  expect(withGathered(announced, 'other', nothing).gathering).toBeUndefined();
});
