import { describe, expect, test } from 'vitest';
import { isInstantText, readInstant } from '../../../shared/domain/time/moment.ts';
import { timeProblem } from '../../../shared/domain/time/time-problems.ts';

const MOMENT = 1_795_459_927_123_456n;
const SECOND = 1_795_459_927_000_000n;
const MINUTE = 1_795_459_920_000_000n;

test.each([
  ["Java's Instant", '2026-11-23T18:52:07.123456Z', MOMENT, '2026-11-23T18:52:07.123456Z'],
  ["Java's Instant without a fraction", '2026-11-23T18:52:07Z', SECOND, '2026-11-23T18:52:07Z'],
  ["Java's OffsetDateTime, seconds zero", '2026-11-23T18:52Z', MINUTE, '2026-11-23T18:52:00Z'],
  ["Java's OffsetDateTime", '2026-11-23T19:52:07+01:00', SECOND, '2026-11-23T19:52:07+01:00'],
  ["Java's ZonedDateTime", '2026-11-23T19:52:07+01:00[Europe/Paris]', SECOND, '2026-11-23T19:52:07+01:00'],
  ["Java's ZonedDateTime in UTC", '2026-11-23T18:52:07Z[UTC]', SECOND, '2026-11-23T18:52:07Z'],
  [
    "JavaScript's Temporal",
    '2026-11-23T19:52:07+01:00[Europe/Paris][u-ca=iso8601]',
    SECOND,
    '2026-11-23T19:52:07+01:00',
  ],
  ["JavaScript's toISOString", '2026-11-23T18:52:07.000Z', SECOND, '2026-11-23T18:52:07.000Z'],
  ["Python's isoformat", '2026-11-23T18:52:07.123456+00:00', MOMENT, '2026-11-23T18:52:07.123456+00:00'],
  ["Python's str", '2026-11-23 18:52:07+00:00', SECOND, '2026-11-23T18:52:07+00:00'],
  ["Python's isoformat by hours", '2026-11-23T18+00:00', MINUTE - 52n * 60_000_000n, '2026-11-23T18:00:00+00:00'],
  ["Python's offset with seconds", '2026-11-23T20:15:52+01:23:45', SECOND, '2026-11-23T18:52:07Z'],
  ["Python's offset with microseconds", '2026-11-23T18:52:08.5+00:00:01.5', SECOND, '2026-11-23T18:52:07Z'],
  ['PynamoDB', '2026-11-23T18:52:07.123456+0000', MOMENT, '2026-11-23T18:52:07.123456+00:00'],
  ["Go's RFC3339Nano", '2026-11-23T19:52:07.123456789+01:00', MOMENT, '2026-11-23T19:52:07.123456789+01:00'],
  ["Go's String", '2026-11-23 19:52:07.123456 +0100 CET', MOMENT, '2026-11-23T19:52:07.123456+01:00'],
  [".NET's O", '2026-11-23T18:52:07.1234560Z', MOMENT, '2026-11-23T18:52:07.1234560Z'],
  ["SQL Server's datetimeoffset", '2026-11-23 19:52:07.1234560 +01:00', MOMENT, '2026-11-23T19:52:07.1234560+01:00'],
  ['PostgreSQL', '2026-11-23 18:52:07.123456+00', MOMENT, '2026-11-23T18:52:07.123456+00:00'],
  ['PostgreSQL elsewhere', '2026-11-24 00:22:07+05:30', SECOND, '2026-11-24T00:22:07+05:30'],
  ["Ruby's and BigQuery's text", '2026-11-23 18:52:07 UTC', SECOND, '2026-11-23T18:52:07Z'],
  ['small letters', '2026-11-23t18:52:07z', SECOND, '2026-11-23T18:52:07Z'],
  ['a comma', '2026-11-23T18:52:07,123456Z', MOMENT, '2026-11-23T18:52:07.123456Z'],
  ['ten digits', '2026-11-23T18:52:07.1234567891Z', MOMENT, '2026-11-23T18:52:07.123456789Z'],
  ['an offset that java.time has not', '2026-11-24T18:51:07+23:59', SECOND, '2026-11-23T18:52:07Z'],
  ['an unknown offset', '2026-11-23T18:52:07-00:00', SECOND, '2026-11-23T18:52:07-00:00'],
  ['a leap second', '2016-12-31T23:59:60.5Z', 1_483_228_800_500_000n, '2017-01-01T00:00:00.500Z'],
  ['a leap second elsewhere', '2017-01-01T00:59:60+01:00', 1_483_228_800_000_000n, '2017-01-01T00:00:00Z'],
  ['before 1970', '1969-12-31T23:59:59.9999999Z', -1n, '1969-12-31T23:59:59.9999999Z'],
  ['the year 0', '0000-01-01T00:00:00Z', -62_167_219_200_000_000n, '0000-01-01T00:00:00Z'],
  ['the last second', '9999-12-31T23:59:59Z', 253_402_300_799_000_000n, '9999-12-31T23:59:59Z'],
])('%s is taken', (_, spelled, microseconds, text) => {
  expect(readInstant(spelled)).toEqual({ microseconds, text });
  expect(isInstantText(text)).toBe(true);
});

describe('what is not taken is named, with what to do', () => {
  test.each([
    ['2026-11-23T18:52:07', 'has no offset and no Z: write one, or declare localTimestamp({ zone })'],
    ['2026-11-23 18:52:07.123456', 'has no offset and no Z: write one, or declare localTimestamp({ zone })'],
    ['2026-11-23', 'is a day without a time: declare date(), or write the time too'],
    ['2026-11-23T18:52:07[Europe/Paris]', 'names a zone without an offset: write the offset (+01:00) or Z'],
    ['2026-11-23 18:52:07 Europe/Paris', 'names a zone without an offset: write the offset (+01:00) or Z'],
    ['2026-11-23 18:52:07 CET', 'names a zone without an offset: write the offset (+01:00) or Z'],
    ['2026-11-23T24:00:00Z', 'says 24:00: write 00:00 of the day after'],
    ['0044-03-15 12:00:00+00 BC', 'lies outside the years 0000 to 9999, which RFC 3339 can write'],
    ['-000044-03-15T12:00:00Z', 'lies outside the years 0000 to 9999, which RFC 3339 can write'],
    ['+010000-01-01T00:00:00.000Z', 'lies outside the years 0000 to 9999, which RFC 3339 can write'],
    ['9999-12-31T23:59:60Z', 'lies outside the years 0000 to 9999, which RFC 3339 can write'],
    ['2026-02-30T00:00:00Z', 'names a day that no calendar has'],
    ['2026-11-23T25:00:00Z', 'names a time that no clock shows'],
    ['2026-11-23T18:52:60Z', 'names a time that no clock shows'],
    ['2026-11-23T18:52:07+24:00', 'has an offset of a day or more'],
    ['1795459927', 'is a number as text: declare epochSeconds() or epochMilliseconds()'],
    ['infinity', 'is infinity, which is no instant: write null, or leave the attribute out'],
    ['', 'is empty text: write null, or leave the attribute out'],
    [' 2026-11-23T18:52:07Z', 'has white space around it: write it without'],
    ['20261123T185207Z', 'is in the basic form of ISO 8601: write it with hyphens and colons'],
    ['Mon, 23 Nov 2026 18:52:07 GMT', 'names its month or weekday in words: write ISO 8601'],
    ['Mon Nov 23 2026 18:52:07 GMT+0100 (CET)', 'names its month or weekday in words: write ISO 8601'],
    ['11/23/2026 6:52:07 PM', 'is in the form of one country: write ISO 8601'],
    ['2026/11/23 18:52:07', 'has no hyphens between year, month and day: write ISO 8601'],
    ['yesterday', 'is no ISO 8601 time: write it as 2026-11-23T18:52:07Z'],
    ['2026-W48-1T00:00:00Z', 'is no ISO 8601 time: write it as 2026-11-23T18:52:07Z'],
  ])('%s %s', (spelled, problem) => {
    expect(readInstant(spelled)).toBeUndefined();
    expect(timeProblem({ form: 'instant' }, spelled)).toBe(problem);
  });

  test('a number where text is declared', () => {
    expect(timeProblem({ form: 'instant' }, 1_795_459_927)).toContain('declare epochSeconds() or epochMilliseconds()');
  });

  test.each([
    ['2026-02-30', 'names a day that no calendar has'],
    ['2026-11-23 ', 'has white space around it: write it without'],
    ['2026-11-23T18:52:07Z', 'has a time of day: declare timestamp(), or write the day alone'],
    ['23.11.2026', 'is no day of ISO 8601: write it as 2026-11-23'],
    ['0044-03-15 BC', 'lies outside the years 0000 to 9999, which RFC 3339 can write'],
  ])('the day %s %s', (spelled, problem) => {
    expect(timeProblem({ form: 'day' }, spelled)).toBe(problem);
  });
});
