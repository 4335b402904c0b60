/** What a definition says to no end: shapes that hold nothing, expiry that never comes, filters that let nothing through. */
import { expect, test } from 'vitest';
import {
  boolean,
  date,
  decimal,
  double,
  epochMilliseconds,
  enumeration,
  epochSeconds,
  integer,
  json,
  keyword,
  list,
  map,
  object,
  optional,
  rest,
  text,
  timestamp,
} from '../../../shared/domain/definition/fields.ts';
import type { HeadwaterDefinition } from '../../../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../../../shared/domain/definition/warnings.ts';
import {
  anythingBut,
  and,
  atLeast,
  atMost,
  exists,
  missing,
  or,
  prefix,
  range,
  suffix,
  where,
} from '../../../shared/domain/definition/where.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { defineTable } from '../../../shared/domain/definition/headwater.ts';
import { entity, definition, problemsOf, withField, withTable } from './wrong.ts';

const EMPTY =
  'object({}) holds nothing, and has no analytics column: declare its fields, write json() or map() to keep what it holds, or give it column: false';

test.each([
  ['object', object({}), 'title'],
  ['optional', optional(object({})), 'title'],
  ['in a list', list(object({})), 'title.*'],
  ['in an object', object({ inner: object({}) }), 'title.inner'],
  ['in an object of a list', list(object({ a: keyword(), inner: optional(object({})) })), 'title.*.inner'],
])('an object of nothing is refused: %s', (_, field, path) => {
  expect(problemsOf(withField(field))).toEqual([`entity film, field ${path}: ${EMPTY}`]);
});

test('an object without fields that says it has no column, and one with fields, are fine', () => {
  expect(problemsOf(withField(object({}, { column: false })))).toEqual([]);
  expect(problemsOf(withField(object({ city: keyword() })))).toEqual([]);
});

function expiring(field: unknown, attribute = 'ttl'): readonly string[] {
  return problemsOf(
    withTable({ timeToLive: attribute, entities: [entity({ fields: { id: keyword(), ttl: field } })] }),
  );
}

const EXPIRES = 'entity film, field ttl: table shop expires items by it (timeToLive), and it';
const SECONDS = 'write epochSeconds() or integer(), with epoch seconds in the items';

test.each([
  ['keyword', keyword()],
  ['text', optional(text())],
  ['timestamp', timestamp()],
  ['date', date()],
  ['boolean', boolean()],
  ['list', list(integer())],
  ['object', object({ at: integer() })],
  ['map', map()],
])('a %s never expires an item: refused with the fix', (_, field) => {
  expect(expiring(field)).toEqual([`${EXPIRES} holds no number: ${SECONDS}`]);
});

test('milliseconds never expire an item either', () => {
  const problem = `${EXPIRES} counts milliseconds, so that no item would ever expire: ${SECONDS}`;
  expect(expiring(epochMilliseconds())).toEqual([problem]);
});

test.each([
  ['integer', integer()],
  ['double', optional(double())],
  ['decimal', decimal(12, 0)],
  ['seconds', optional(epochSeconds())],
  ['text of a number', keyword({ coerce: true })],
  ['any JSON', json()],
])('a number of seconds does: %s', (_, field) => {
  expect(expiring(field)).toEqual([]);
  expect(expiring(optional(integer({ attribute: '_ttl' })), '_ttl')).toEqual([]);
});

test('a key that is text expires nothing', () => {
  expect(problemsOf(withTable({ timeToLive: 'sk' }))).toEqual([
    'table shop: timeToLive names the key "sk", which is a string: DynamoDB expires by a number of epoch seconds: name such an attribute',
  ]);
});

test('optional() twice is refused', () => {
  const twice = 'entity film, field title: optional() is given an optional field: once is enough: take it away';
  expect(problemsOf(withField(optional(optional(keyword()))))).toEqual([twice]);
  expect(problemsOf(withField(optional(rest() as never)))[0]).toContain('rest() may be missing already');
});

test('no consumers: said, not refused', () => {
  const made = definition({ consumers: [] });
  expect(problemsOf(made)).toEqual([]);
  expect(definitionWarnings(made as HeadwaterDefinition)).toEqual([
    'no consumers: changes are published, and no store is kept in step: add defineConsumer({ ... }) if one was meant',
  ]);
  expect(definitionWarnings(definition({}) as HeadwaterDefinition)).toEqual([]);
});

const film = defineEntity({
  name: 'film',
  recognise: { pk: 'FILM#{id}', sk: 'FILM' },
  fields: {
    id: keyword(),
    genre: optional(keyword()),
    rating: enumeration(['G', 'PG', 'R']),
    year: integer(),
    price: decimal(10, 2),
    tags: list(keyword()),
    marks: list(enumeration(['new', 'sale'])),
    added: timestamp(),
  },
});
const shop = defineTable({
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [film],
});

function filtered(filter: unknown): readonly string[] {
  const consumer = { type: 'search', name: 'search', entities: [film], filters: { film: filter } };
  return problemsOf({ name: 'copy', tables: [shop], consumers: [consumer] });
}

const NEVER = 'no row can satisfy all of its conditions: take one away, or join them by or()';
const of = (field: string, problem: string): readonly string[] => [
  `consumer search, filter of film, field ${field}: ${problem}`,
];

test.each([
  ['two values', and(where(film, { genre: 'Comedy' }), where(film, { genre: 'Drama' })), 'genre'],
  [
    'a value and all but it',
    and(where(film, { genre: 'Comedy' }), where(film, { genre: anythingBut('Comedy') })),
    'genre',
  ],
  [
    'a value and another beginning',
    and(where(film, { genre: 'Comedy' }), where(film, { genre: prefix('Dr') })),
    'genre',
  ],
  ['a value below the range', and(where(film, { year: 1999 }), where(film, { year: atLeast(2000) })), 'year'],
  ['missing, and a value', and(where(film, { genre: missing() }), where(film, { genre: 'Comedy' })), 'genre'],
  ['missing and there', and(where(film, { tags: missing() }), and(where(film, { tags: exists() }))), 'tags'],
  ['two beginnings', and(where(film, { genre: prefix('Dr') }), where(film, { genre: prefix('Co') })), 'genre'],
  ['two ends', and(where(film, { genre: suffix('ma') }), where(film, { genre: suffix('my') })), 'genre'],
  ['two ranges', and(where(film, { year: range({ above: 2000 }) }), where(film, { year: atMost(2000) })), 'year'],
  [
    'whole numbers between two',
    and(where(film, { year: range({ above: 1999 }) }), where(film, { year: range({ below: 2000 }) })),
    'year',
  ],
  [
    'ranges of time',
    and(
      where(film, { added: atLeast('2026-01-01T00:00:00Z') }),
      where(film, { added: atMost('2025-12-31T23:59:59Z') }),
    ),
    'added',
  ],
  ['no word of an enumeration', where(film, { rating: prefix('X') }), 'rating'],
  ['all but all of them', where(film, { rating: anythingBut('G', 'PG', 'R') }), 'rating'],
  ['no word of a list', where(film, { marks: suffix('!') }), 'marks'],
  [
    'within an or',
    or(where(film, { year: 2000 }), and(where(film, { genre: 'a' }), where(film, { genre: 'b' }))),
    'genre',
  ],
])('a filter that no row can pass is refused: %s', (_, filter, field) => {
  expect(filtered(filter)).toEqual(of(field, NEVER));
});

test('conditions that meet at their edge, or in one word of an enumeration, can hold together', () => {
  expect(filtered(and(where(film, { year: atLeast(2000) }), where(film, { year: atMost(2000) })))).toEqual([]);
  expect(
    filtered(and(where(film, { price: range({ above: 1 }) }), where(film, { price: range({ below: 1.01 }) }))),
  ).toEqual([]);
  expect(filtered(and(where(film, { genre: prefix('D') }), where(film, { genre: prefix('Dr') })))).toEqual([]);
  expect(filtered(and(where(film, { rating: prefix('P') }), where(film, { rating: anythingBut('G') })))).toEqual([]);
  expect(filtered(and(where(film, { tags: prefix('a') }), where(film, { tags: prefix('b') })))).toEqual([]);
});

test('conditions that can hold together are fine, and those of a list may hold for two elements', () => {
  expect(filtered(and(where(film, { tags: 'a' }), where(film, { tags: 'b' })))).toEqual([]);
  expect(filtered(and(where(film, { genre: ['a', 'b'] }), where(film, { genre: ['b', 'c'] })))).toEqual([]);
  expect(filtered(or(where(film, { genre: 'a' }), where(film, { genre: 'b' })))).toEqual([]);
  const [zoned, same] = ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z'];
  expect(filtered(and(where(film, { added: zoned }), where(film, { added: same })))).toEqual([]);
});

test('a value that stands twice, and names that stand twice', () => {
  expect(filtered(where(film, { genre: ['a', 'a'] }))).toEqual(of('genre', '"a" stands twice: once is enough'));
  const own = {
    type: 'function',
    name: 'own',
    entities: [film],
    handler: 'a.ts',
    writesTo: ['shop', 'shop'],
    sendsTo: ['q', 'q'],
  };
  expect(problemsOf({ name: 'copy', tables: [shop], consumers: [own] })).toEqual([
    'consumer own: writesTo names "shop" twice: once is enough',
    'consumer own: sendsTo names "q" twice: once is enough',
  ]);
});

test('a bound is told by the name that it was given by', () => {
  const wrong = (condition: unknown): readonly string[] => filtered(where(film, { year: condition } as never));
  const fix = 'give a number, or a time as text';
  expect(wrong(atLeast(null as never))).toEqual([
    `consumer search, filter of film, field year: atLeast is null: ${fix}`,
  ]);
  expect(wrong(range({ below: true as never }))).toEqual([
    `consumer search, filter of film, field year: below is true: ${fix}`,
  ]);
  for (const condition of [atLeast({} as never), range({ above: [] as never }), range({ atMost: null as never })]) {
    expect(wrong(condition).join()).not.toMatch(/from|\bto\b.*value|\.value|inclusive/);
  }
});
