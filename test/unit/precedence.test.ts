import { describe, expect, test } from 'vitest';
import { collapse, decide, faultOf, type Marks } from '../../shared/domain/change/precedence.ts';
import { changesOf } from '../contract/search-store.changes.ts';

const MARGIN_MS = 1_000;
const { created, updated, deleted, snapshot, absent } = changesOf('film');
const change = updated('k', 5, { title: 'new' }, { at: 10_000 });
const at = Date.parse(change.at);
const older = updated('k', 4, {}).position;
const newer = updated('k', 6, {}).position;

describe('stream change', () => {
  const wins = { verdict: 'apply', marks: { position: change.position, at, deleted: false } };

  test.each<[string, Marks | undefined]>([
    ['nothing stored', undefined],
    ['an older position', { position: older, at, deleted: false }],
    ['an older tombstone', { position: older, at, deleted: true }],
    ['a snapshot read within the margin', { snapshotAt: at + MARGIN_MS, deleted: false }],
    ['an older position and a snapshot read within the margin', { position: older, snapshotAt: at, deleted: false }],
  ])('is applied over %s', (_, stored) => {
    expect(decide(stored, change, MARGIN_MS)).toEqual(wins);
  });

  test.each<[string, Marks]>([
    ['an equal position', { position: change.position, at, deleted: false }],
    ['a newer position', { position: newer, at, deleted: false }],
    ['a newer position under a newer snapshot', { position: newer, snapshotAt: at + 9_999, deleted: false }],
  ])('is stale against %s', (_, stored) => {
    expect(decide(stored, change, MARGIN_MS)).toEqual({ verdict: 'stale' });
  });

  test('is recorded when the stored snapshot contains it', () => {
    const stored = { position: older, snapshotAt: at + MARGIN_MS + 1, deleted: false };

    expect(decide(stored, change, MARGIN_MS)).toEqual({
      verdict: 'record',
      marks: { ...stored, position: change.position },
    });
  });

  test('a delete leaves a tombstone', () => {
    expect(decide(undefined, deleted('k', 1), MARGIN_MS)).toMatchObject({ verdict: 'apply', marks: { deleted: true } });
  });
});

describe('snapshot row', () => {
  const read = snapshot('k', 10_000, { title: 'read' });
  const readAt = Date.parse(read.at);

  test.each<[string, Marks | undefined, Marks]>([
    ['nothing stored', undefined, { snapshotAt: readAt, deleted: false }],
    ['an older snapshot', { snapshotAt: readAt - 1, deleted: false }, { snapshotAt: readAt, deleted: false }],
    [
      'a stream change before the margin, whose position it keeps',
      { position: older, at: readAt - MARGIN_MS - 1, deleted: true },
      { position: older, snapshotAt: readAt, deleted: false },
    ],
  ])('is applied over %s', (_, stored, marks) => {
    expect(decide(stored, read, MARGIN_MS)).toEqual({ verdict: 'apply', marks });
  });

  test.each<[string, Marks]>([
    ['an equal snapshot', { snapshotAt: readAt, deleted: false }],
    ['a newer snapshot', { snapshotAt: readAt + 1, deleted: false }],
    ['a stream change at the margin', { position: older, at: readAt - MARGIN_MS, deleted: false }],
  ])('is stale against %s', (_, stored) => {
    expect(decide(stored, read, MARGIN_MS)).toEqual({ verdict: 'stale' });
  });
});

describe('absence', () => {
  const read = absent('k', 10_000);
  const readAt = Date.parse(read.at);

  test('leaves a tombstone where a row was, and keeps the position seen', () => {
    const stored = { position: older, at: readAt - MARGIN_MS - 1, deleted: false };

    expect(decide(stored, read, MARGIN_MS)).toEqual({
      verdict: 'apply',
      marks: { position: older, snapshotAt: readAt, deleted: true },
    });
  });

  test('is stale next to a row that was written within the margin of the read', () => {
    expect(decide({ position: older, at: readAt, deleted: false }, read, MARGIN_MS)).toEqual({ verdict: 'stale' });
  });
});

describe("a repair's read", () => {
  const wrong = { position: newer, at: 99_000_000_000_000, deleted: false };
  const { deleted: _, ...replaces } = wrong;
  const readAt = Date.parse(snapshot('k', 10_000, {}).at);

  test('replaces marks that nothing real could win over, and takes the position that it is known to contain', () => {
    const repair = snapshot('k', 10_000, {}, { replaces, contains: older });

    expect(decide(wrong, repair, MARGIN_MS)).toEqual({
      verdict: 'apply',
      marks: { position: older, snapshotAt: readAt, deleted: false },
    });
  });

  test('forgets the position when none is known', () => {
    const decision = decide(wrong, absent('k', 10_000, { replaces }), MARGIN_MS);

    expect(decision).toEqual({ verdict: 'apply', marks: { snapshotAt: readAt, deleted: true } });
  });

  test.each<[string, Marks]>([
    ['position', { ...wrong, position: change.position }],
    ['time', { ...wrong, at }],
    ['read', { ...wrong, snapshotAt: readAt }],
  ])('is a read like any other once the store has another %s', (_, stored) => {
    const repair = snapshot('k', 10_000, {}, { replaces, contains: older });

    expect(decide(stored, repair, MARGIN_MS)).toEqual(decide(stored, snapshot('k', 10_000, {}), MARGIN_MS));
  });

  test('where nothing is stored it brings the position that it contains', () => {
    const repair = snapshot('k', 10_000, {}, { contains: older });

    expect(decide(undefined, repair, MARGIN_MS)).toMatchObject({ marks: { position: older } });
  });
});

describe('collapse', () => {
  test('keeps the highest position of each key and says what it made stale', () => {
    const batch = [created('a', 1, {}), created('b', 1, {}), updated('a', 3, {}), updated('a', 2, {})];

    expect(collapse(batch)).toMatchObject([
      { index: 1, superseded: [] },
      { index: 2, superseded: [0, 3] },
    ]);
  });

  test('keeps apart the same key of two entities', () => {
    expect(collapse([created('a', 1, {}), changesOf('stock').created('a', 1, {})])).toHaveLength(2);
  });

  test('keeps a snapshot row and the stream changes around it apart, in order', () => {
    const batch = [created('a', 1, {}), snapshot('a', 5_000, {}), updated('a', 2, {})];

    expect(collapse(batch).map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('keeps both when the newer position has the older time', () => {
    const batch = [created('a', 1, {}, { at: 5_000 }), updated('a', 2, {}, { at: 0 })];

    expect(collapse(batch)).toHaveLength(2);
  });
});

describe('a change that no store can order or address', () => {
  test('names the key, shortened, and what is wrong', () => {
    expect(faultOf(created('k'.repeat(600), 1, {}))?.message).toMatch(
      /^film "k{64}…": a key has 1 to 512 bytes, this one 600$/,
    );
    expect(faultOf({ ...created('k', 1, {}), position: 'g/1' })).toMatchObject({ code: 'HW_EVENT_MALFORMED' });
    expect(faultOf({ ...created('k', 1, {}), at: 'now' })).toMatchObject({ code: 'HW_EVENT_MALFORMED' });
    expect(faultOf(snapshot('k', 1, {}))).toBeUndefined();
  });
});
