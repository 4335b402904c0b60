import { describe, expect, test } from 'vitest';
import { parseRange, parseTime } from '../../../../operations/replay/time-range.ts';

const now = new Date('2026-11-24T12:00:00Z');

describe('a time', () => {
  test.each([
    ['now', '2026-11-24T12:00:00.000Z'],
    ['-90s', '2026-11-24T11:58:30.000Z'],
    ['-30m', '2026-11-24T11:30:00.000Z'],
    ['-2h', '2026-11-24T10:00:00.000Z'],
    ['-7d', '2026-11-17T12:00:00.000Z'],
    ['2026-11-23T18:00:00Z', '2026-11-23T18:00:00.000Z'],
    ['2026-11-23T18:00+02:00', '2026-11-23T16:00:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ])('%s', (text, iso) => {
    expect(parseTime(text, now).toISOString()).toBe(iso);
  });

  test.each(['', 'yesterday', '1h', '-1w', '2026-13-01T00:00:00Z', '11/23/2026'])('"%s" is none', (text) => {
    expect(() => parseTime(text, now)).toThrow(/is no time/);
  });
});

describe('a range', () => {
  test('runs from start to end', () => {
    expect(parseRange('-1h', 'now', now)).toEqual({ from: new Date('2026-11-24T11:00:00Z'), to: now });
  });

  test('must not be empty', () => {
    expect(() => parseRange('-1h', '-1h', now)).toThrow(/The range is empty/);
    expect(() => parseRange('-1h', '-2h', now)).toThrow(/The range is empty/);
  });

  test('must not begin in the future', () => {
    expect(() => parseRange('2027-01-01T00:00:00Z', '2027-01-02T00:00:00Z', now)).toThrow(/future/);
  });
});
