/** The kinds of field that hold a time, from an item to a row that its schema takes. */
import { describe, expect, test } from 'vitest';
import { rowOfItem } from '../../../shared/adapters/dynamodb/row-of-item.ts';
import { shapedRow } from '../../support/shaped-row.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { entityProblems } from '../../../shared/domain/definition/entity-problems.ts';
import type { Field } from '../../../shared/domain/definition/field.ts';
import * as fields from '../../../shared/domain/definition/fields.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';

const { date, epochMilliseconds, epochSeconds, list, localTimestamp, object, optional, timestamp } = fields;
const PARIS = { zone: 'Europe/Paris' };

describe('the text of a row', () => {
  test.each([
    ['as written', timestamp(), { S: '2026-11-23T18:52:07.10+00:00' }, '2026-11-23T18:52:07.10+00:00'],
    ['of PynamoDB', optional(timestamp()), { S: '2022-05-31T07:52:56.7+0000' }, '2022-05-31T07:52:56.7+00:00'],
    ['seconds', epochSeconds(), { N: '1795459927' }, '2026-11-23T18:52:07Z'],
    ['seconds with digits', epochSeconds(), { N: '1795459927.5' }, '2026-11-23T18:52:07.500Z'],
    ['seconds, finer than kept', epochSeconds(), { N: '0.1234567891' }, '1970-01-01T00:00:00.123456789Z'],
    ['before 1970', epochSeconds(), { N: '-0.0000000001' }, '1969-12-31T23:59:59.999999999Z'],
    ['seconds as DynamoDB writes them', epochSeconds(), { N: '1.795459927E9' }, '2026-11-23T18:52:07Z'],
    ['seconds from text', epochSeconds({ coerce: true }), { S: '1795459927' }, '2026-11-23T18:52:07Z'],
    ['milliseconds', epochMilliseconds(), { N: '1795459927123' }, '2026-11-23T18:52:07.123Z'],
    ['milliseconds with digits', epochMilliseconds(), { N: '1795459927123.4' }, '2026-11-23T18:52:07.123400Z'],
    ['the beginning', epochMilliseconds(), { N: '0' }, '1970-01-01T00:00:00Z'],
    ['the last second', epochSeconds(), { N: '253402300799' }, '9999-12-31T23:59:59Z'],
    ['winter in Paris', localTimestamp(PARIS), { S: '2026-11-23T18:52:07.5' }, '2026-11-23T18:52:07.5+01:00'],
    ['summer in Paris', localTimestamp(PARIS), { S: '2026-07-23 18:52' }, '2026-07-23T18:52:00+02:00'],
    ['with an offset', localTimestamp(PARIS), { S: '2026-07-23T18:52:07Z' }, '2026-07-23T18:52:07Z'],
    [
      'a zone of half hours',
      localTimestamp({ zone: 'Asia/Kolkata' }),
      { S: '2026-07-23T18:52:07' },
      '2026-07-23T18:52:07+05:30',
    ],
    ['west', localTimestamp({ zone: 'America/St_Johns' }), { S: '2026-11-23T18:52:07' }, '2026-11-23T18:52:07-03:30'],
    ['before standard time', localTimestamp(PARIS), { S: '1890-01-01T00:09:21' }, '1890-01-01T00:00:00Z'],
    ['the year 1', localTimestamp({ zone: 'UTC' }), { S: '0001-01-01T00:00:00' }, '0001-01-01T00:00:00+00:00'],
    ['a day', date(), { S: '2024-02-29' }, '2024-02-29'],
  ] as const)('%s', (_, field, value, text) => {
    expect(shapedRow(field, value)).toEqual({ row: { it: text } });
  });

  test('of a part of the key, whose text stays as it is', () => {
    const parts = { at: '2026-11-23T18:52Z', since: '1795459927' };
    const entity = defineEntity({
      name: 'thing',
      recognise: { pk: 'T#{at}', sk: 'S#{since}' },
      fields: { at: timestamp(), since: epochSeconds() },
    });

    expect(rowOfItem({ entity, key: `${parts.at}|${parts.since}`, keyFields: parts }, {}, new Set())).toEqual({
      at: '2026-11-23T18:52:00Z',
      since: '2026-11-23T18:52:07Z',
    });
  });

  test('in lists, sets and objects', () => {
    expect(shapedRow(list(epochSeconds()), { NS: ['0', '60'] })).toEqual({
      row: { it: ['1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z'] },
    });
    expect(shapedRow(object({ at: timestamp() }), { M: { at: { S: '2026-11-23T18:52Z' } } })).toEqual({
      row: { it: { at: '2026-11-23T18:52:00Z' } },
    });
  });
});

describe('summer time', () => {
  const TWICE = { S: '2026-10-25T02:30:00' };
  const SKIPPED = { S: '2026-03-29T02:30:00' };

  test.each([
    ['shown twice: the earlier', localTimestamp(PARIS), TWICE, '2026-10-25T02:30:00+02:00'],
    ['the later', localTimestamp({ ...PARIS, overlap: 'later' }), TWICE, '2026-10-25T02:30:00+01:00'],
    ['skipped: forward', localTimestamp(PARIS), SKIPPED, '2026-03-29T03:30:00+02:00'],
    [
      'skipped over midnight',
      localTimestamp({ zone: 'America/Sao_Paulo' }),
      { S: '2018-11-04T00:30:00' },
      '2018-11-04T01:30:00-02:00',
    ],
    [
      'a whole day skipped',
      localTimestamp({ zone: 'Pacific/Apia' }),
      { S: '2011-12-30T12:00:00' },
      '2011-12-31T12:00:00+14:00',
    ],
    [
      'in the south',
      localTimestamp({ zone: 'Australia/Lord_Howe' }),
      { S: '2026-04-05T01:45:00' },
      '2026-04-05T01:45:00+11:00',
    ],
  ] as const)('%s', (_, field, value, text) => {
    expect(shapedRow(field, value)).toEqual({ row: { it: text } });
  });

  test.each([
    [
      localTimestamp({ ...PARIS, overlap: 'refuse' }),
      TWICE,
      'that clocks in Europe/Paris show twice: declare which by overlap',
    ],
    [
      localTimestamp({ ...PARIS, gap: 'refuse' }),
      SKIPPED,
      "that clocks in Europe/Paris skip: declare gap: 'forward' to take it",
    ],
  ] as const)('refused where declared so', (field, value, problem) => {
    expect(shapedRow(field, value)).toEqual({ problem: `thing k: /it names a time ${problem}` });
  });
});

test.each([
  ['a naive time', timestamp(), { S: '2026-11-23T18:52:07' }, 'has no offset and no Z'],
  ['a number', timestamp(), { N: '1795459927' }, 'is a number: declare epochSeconds()'],
  ['a number as an optional time', optional(timestamp()), { N: '1795459927' }, 'is a number: declare epochSeconds()'],
  ['null where it is needed', timestamp(), { NULL: true }, 'is no text'],
  [
    'milliseconds as seconds',
    epochSeconds(),
    { N: '1795459927123' },
    'if these are milliseconds, declare epochMilliseconds()',
  ],
  ['a great number', epochMilliseconds(), { N: '1E+125' }, 'is a number of milliseconds that lies outside the years'],
  ['text as seconds', epochSeconds(), { S: '2026-11-23T18:52:07Z' }, 'is a time as text: declare timestamp()'],
  ['a number as text', epochSeconds(), { S: '1795459927' }, 'is a number as text: declare it with coerce: true'],
  ['a word', epochSeconds({ coerce: true }), { S: 'soon' }, 'is text, and no number of seconds'],
  ['a truth', epochSeconds(), { BOOL: true }, 'is no number of seconds since 1970'],
  ['a moment as a day', date(), { S: '2026-11-23T00:00:00Z' }, 'has a time of day: declare timestamp()'],
  ['30 February', date(), { S: '2026-02-30' }, 'names a day that no calendar has'],
] as const)('%s is refused', (_, field, value, problem) => {
  expect(shapedRow(field, value)).toHaveProperty('problem', expect.stringContaining(problem));
});

test('bounds compare instants, not text', () => {
  const field = timestamp({ min: '2026-01-01T00:00:00Z', max: '2026-12-31T23:59:59Z' });

  expect(shapedRow(field, { S: '2026-01-01T00:30:00+01:00' })).toEqual({
    problem: 'thing k: /it must not be before 2026-01-01T00:00:00Z or after 2026-12-31T23:59:59Z',
  });
  expect(shapedRow(field, { S: '2027-01-01T00:30:00+01:00' })).toEqual({ row: { it: '2027-01-01T00:30:00+01:00' } });
  expect(shapedRow(date({ max: '2011-12-31' }), { S: '2046-01-01' })).toEqual({
    problem: 'thing k: /it must not be after 2011-12-31',
  });
});

describe('mistakes in the definition', () => {
  const table = {
    name: 'things',
    partitionKey: { name: 'pk', type: 'string' },
    entities: [],
  } as const;
  const problemsOf = (it: Field): string[] =>
    entityProblems(defineEntity({ name: 'thing', recognise: 'every-item', fields: { it } }), table);

  test.each([
    [timestamp({ min: 'nonsense' }), 'min "nonsense" is no ISO 8601 time: write it as 2026-11-23T18:52:07Z'],
    [timestamp({ max: '2026-11-23T12:00' }), 'max "2026-11-23T12:00" has no offset and no Z'],
    [optional(date({ min: '2026-02-30' })), 'min "2026-02-30" names a day that no calendar has'],
    [
      list(epochSeconds({ min: '2027-01-01T00:00:00Z', max: '2026-01-01T00:00:00Z' })),
      'min 2027-01-01T00:00:00Z lies after max',
    ],
    [localTimestamp({ zone: 'Paris' }), `zone "Paris" is none that Node knows`],
    [localTimestamp({ zone: '+01:00' }), `zone "+01:00" is none that Node knows`],
  ] as const)('%#', (field, problem) => {
    expect(problemsOf(field)).toEqual([expect.stringContaining(`entity thing, field it: ${problem}`)]);
  });

  test('a right one has none', () => {
    // A day was always a bound of an instant: it is its beginning in UTC.
    expect(problemsOf(timestamp({ min: '2026-01-01', max: '2026-12-31' }))).toEqual([]);
    expect(problemsOf(object({ at: localTimestamp({ ...PARIS, min: '2026-01-01T00:00:00+01:00' }) }))).toEqual([]);
  });
});

test('readers of the schema are told of RFC 3339 text', () => {
  const entity = defineEntity({
    name: 'thing',
    recognise: 'every-item',
    fields: { at: epochSeconds({ min: '2026-01-01T00:00Z' }), on: optional(date()) },
  });

  expect(releasedSchema(entity)['properties']).toEqual({
    at: { type: 'string', format: 'date-time', formatMinimum: '2026-01-01T00:00:00Z' },
    on: { type: ['string', 'null'], format: 'date' },
  });
});
