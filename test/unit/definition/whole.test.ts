import { expect, test } from 'vitest';
import { definition, problemsOf } from './wrong.ts';

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'nothing at all',
    () => undefined,
    ['the definition is missing: give defineHeadwater an object: { name, tables, consumers }'],
  ],
  [
    'a function',
    () => () => ({}),
    ['the definition is a function: give defineHeadwater an object: { name, tables, consumers }'],
  ],
  ['a list', () => [], ['the definition is a list: give defineHeadwater an object: { name, tables, consumers }']],
  [
    'a promise',
    () => Promise.resolve({}),
    ['the definition is a promise: give defineHeadwater an object: { name, tables, consumers }'],
  ],
  [
    'no name',
    () => definition({ name: undefined }),
    ["name is missing: give a name of lower-case words joined by hyphens, such as 'film-stock'"],
  ],
  [
    'a number as name',
    () => definition({ name: 5 }),
    ["name is 5: give a name of lower-case words joined by hyphens, such as 'film-stock'"],
  ],
  [
    'a setting in other case',
    () => definition({ archivedays: 3 }),
    ['archivedays is no setting: did you mean archiveDays?'],
  ],
  [
    'a setting that there is not',
    () => definition({ colour: 3 }),
    [
      'colour is no setting: take it away (there are name, tables, consumers, archiveDays, claimCheck, verbs, exportBackfill, queries, searchEndpoint)',
    ],
  ],
  ['table instead of tables', () => definition({ table: [] }), ['table is no setting: did you mean tables?']],
  [
    'tables as an object',
    () => definition({ tables: {} }),
    ['tables is an object: give a list of tables, such as [defineTable({ ... })]'],
  ],
  [
    'no consumers',
    () => definition({ consumers: undefined }),
    ['consumers is missing: give a list of consumers, such as [defineConsumer({ ... })]; [] for none'],
  ],
  [
    'half a day of archive',
    () => definition({ archiveDays: 0.5 }),
    ['archiveDays is 0.5: give whole days, or 0 to keep events for ever'],
  ],
  [
    'days as text',
    () => definition({ archiveDays: '30' }),
    ['archiveDays is "30": give whole days, or 0 to keep events for ever'],
  ],
  [
    'a claim check that is a number',
    () => definition({ claimCheck: 240000 }),
    ['claimCheck is 240000: give { bytes: 240000 }'],
  ],
  [
    'a claim check of few bytes',
    () => definition({ claimCheck: { bytes: 10 } }),
    ['claimCheck.bytes is 10: give a whole number from 65536 to 900000'],
  ],
  [
    'a misspelt setting of the claim check',
    () => definition({ claimCheck: { byte: 100000 } }),
    ['claimCheck.byte is no setting: did you mean bytes?'],
  ],
  [
    'yes instead of true',
    () => definition({ exportBackfill: 'yes' }),
    ['exportBackfill is "yes": write true or false'],
  ],
  [
    'queries as object',
    () => definition({ queries: {} }),
    ['queries is an object: give a list of { name, description, sql }'],
  ],
  [
    'a query without sql',
    () => definition({ queries: [{ name: 'a', description: 'b' }] }),
    ['query a: sql is missing: give one SELECT, alone or after WITH'],
  ],
  [
    'a misspelt setting of a query',
    () => definition({ queries: [{ name: 'a', description: 'b', sqll: 'SELECT 1' }] }),
    ['query a: sqll is no setting: did you mean sql?'],
  ],
  [
    'null among the queries',
    () => definition({ queries: [null] }),
    ['query number 1 is null: give { name, description, sql }'],
  ],
  [
    'an endpoint that is a number',
    () => definition({ searchEndpoint: 9200 }),
    ['searchEndpoint is 9200: give https://<host>, or http:// only for this machine'],
  ],
];

test.each(MISTAKES)('of the whole: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
