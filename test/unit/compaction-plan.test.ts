import { expect, test } from 'vitest';
import {
  pendingObjects,
  planCompaction,
  takenWith,
  type HistoryObject,
  type Manifest,
} from '../../shared/domain/history/compaction.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-24T12:00:00Z');

function object(key: string, minutes: number, bytes = 1): HistoryObject {
  return { key, bytes, modified: NOON + minutes * MINUTE };
}

function manifestWith(objects: readonly HistoryObject[], before?: Manifest): Manifest {
  const files = [{ bucket: 0, key: 'current/entity=film/bucket=000/x.parquet', bytes: 100, rows: 1, tombstones: 0 }];
  const written = { format: 1, entity: 'film', schema: 'film@1', writtenAt: new Date(NOON).toISOString() } as const;
  return { ...written, bucketBits: 0, files, retired: [], ...takenWith(before, objects) };
}

const keysOf = (objects: readonly HistoryObject[]): string[] => objects.map(({ key }) => key);

test('an object that could not be seen yet when newer ones were taken in is pending', () => {
  const manifest = manifestWith([object('a', 0), object('c', 30)]);

  expect(keysOf(pendingObjects(manifest, [object('a', 0), object('b', 29), object('c', 30)]))).toEqual(['b']);
});

test('names are remembered as long as they are needed, and no longer', () => {
  const first = manifestWith([object('a', 0), object('b', 10)]);
  const second = manifestWith([object('c', 20)], first);

  expect(first.takenSince.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(second.takenSince.map(({ key }) => key)).toEqual(['b', 'c']);
  expect(keysOf(pendingObjects(second, [object('a', 0), object('b', 10), object('c', 20)]))).toEqual([]);
});

test('an object that a retry has written again is taken in already', () => {
  const manifest = manifestWith([object('a', 0)]);

  expect(pendingObjects(manifest, [object('a', 5)])).toEqual([]);
});

test('chunks keep to what a worker can hold, the oldest first, and stay the same when more has come', () => {
  const limits = { bytes: 10, objects: 3, chunks: 2 };
  const listing = [
    object('d', 4),
    object('a', 1, 6),
    object('b', 2, 6),
    object('c', 3),
    object('e', 5),
    object('f', 6),
  ];

  const plan = planCompaction(undefined, listing, limits);
  const later = planCompaction(undefined, [...listing, object('g', 7), object('h', 8)], limits);

  expect(plan.chunks.map(keysOf)).toEqual([['a'], ['b', 'c', 'd']]);
  expect(plan.left).toBe(2);
  expect(later.chunks).toEqual(plan.chunks);
});

test('there are as many buckets as a worker can hold each of, and never fewer than there were', () => {
  const limits = { bytes: 10, objects: 100, chunks: 100 };
  const bits = (bytes: number, manifest?: Manifest): number =>
    planCompaction(manifest, [object('a', 50, bytes)], limits).bucketBits;

  expect([10, 11, 40, 41, 1e9].map((bytes) => bits(bytes))).toEqual([0, 1, 2, 3, 8]);
  expect(bits(1, manifestWith([]))).toBe(4);
  expect(bits(1, { ...manifestWith([]), bucketBits: 6 })).toBe(6);
});
