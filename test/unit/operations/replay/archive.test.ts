import { describe, expect, test } from 'vitest';
import {
  archiveDelayMs,
  beginningOf,
  checkComplete,
  checkHeld,
  completeAt,
  eventRange,
  type Archive,
} from '../../../../operations/replay/archive.ts';
import { OperationError } from '../../../../operations/operation-error.ts';

const now = new Date('2026-11-24T12:00:00Z');
const archive: Archive = { events: 10, bytes: 10, createdAt: new Date('2026-11-01T09:00:00Z'), retentionDays: 30 };
const old: Archive = { ...archive, createdAt: new Date('2026-01-01T00:00:00Z') };

function range(from: string, to: string) {
  return { from: new Date(from), to: new Date(to) };
}

/** What a user is told: what is wrong, and what to do. */
function told(check: () => void): string {
  try {
    check();
    return 'nothing';
  } catch (error) {
    if (error instanceof OperationError) return `${error.message} -> ${error.next}`;
    throw error;
  }
}

describe('an archive begins', () => {
  test('when it was made, while that is within its retention', () => {
    expect(beginningOf(archive, now)).toEqual(archive.createdAt);
  });

  test('a retention ago, when it is older', () => {
    expect(beginningOf(old, now)).toEqual(new Date('2026-10-25T12:00:00Z'));
  });

  test('when it was made, when it keeps events for ever', () => {
    expect(beginningOf({ ...old, retentionDays: 0 }, now)).toEqual(old.createdAt);
  });
});

describe('a range that the archive does not hold is refused, with what it holds', () => {
  test('before it was made, wholly', () => {
    const text = told(() => checkHeld(range('2026-10-01', '2026-10-02'), archive, now));
    expect(text).toMatch(/made at 2026-11-01T09:00:00Z.* -> Only a backfill/s);
  });

  test('before it was made, in part', () => {
    const text = told(() => checkHeld(range('2026-11-01T08:59:59Z', '2026-11-24'), archive, now));
    expect(text).toMatch(/made at 2026-11-01T09:00:00Z.* -> `--from start`/s);
  });

  test('beyond its retention', () => {
    const text = told(() => checkHeld(range('2026-10-20', '2026-11-24'), old, now));
    expect(text).toMatch(/keeps events for 30 days, so back to 2026-10-25T12:00:00Z.* -> `--from start`/s);
  });

  test('in the future', () => {
    expect(told(() => checkHeld(range('2026-11-24', '2026-11-25'), archive, now))).toMatch(
      /future.* -> Leave --to out/s,
    );
  });

  test('but not one that begins with it and ends now', () => {
    expect(told(() => checkHeld({ from: archive.createdAt, to: now }, archive, now))).toBe('nothing');
  });
});

describe('the last ten minutes', () => {
  const delay = archiveDelayMs({ kind: 'aws' });

  test('are refused on AWS, with when they will be there', () => {
    const text = told(() => checkComplete(range('2026-11-24T11:00:00Z', '2026-11-24T11:50:01Z'), delay, now));
    expect(text).toMatch(/`--wait` starts at 2026-11-24T12:00:01Z.*`--to -10m`/s);
  });

  test('are over for a range that ended ten minutes ago', () => {
    const ended = range('2026-11-24T11:00:00Z', '2026-11-24T11:50:00Z');
    expect(told(() => checkComplete(ended, delay, now))).toBe('nothing');
    expect(completeAt(ended, delay)).toEqual(now);
  });

  test('are there at once on an emulator', () => {
    const upToNow = { from: archive.createdAt, to: now };
    expect(told(() => checkComplete(upToNow, archiveDelayMs({ kind: 'local' }), now))).toBe('nothing');
  });
});

describe('the events asked for', () => {
  test('begin a minute before the changes: an event has the time of the oldest that it packs', () => {
    const { from, to } = eventRange(range('2026-11-10T12:00:00Z', '2026-11-10T13:00:00Z'), archive);
    expect([from, to]).toEqual([new Date('2026-11-10T11:59:00Z'), new Date('2026-11-10T13:00:00Z')]);
  });

  test('never begin before the archive', () => {
    expect(eventRange({ from: archive.createdAt, to: now }, archive).from).toEqual(archive.createdAt);
  });
});
