import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { film, stock } from '../../fixtures/shop/entities.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { decimal, keyword, list } from '../../../shared/domain/definition/fields.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../../shared/domain/definition/headwater.ts';

const [shop] = config.tables as [TableDefinition];
const search: Consumer = { type: 'search', name: 'search', entities: [film] };

function withTable(table: Partial<TableDefinition>): HeadwaterDefinition {
  return { ...config, tables: [{ ...shop, ...table }], consumers: [] };
}

function withEntity(entity: Parameters<typeof defineEntity>[0]): HeadwaterDefinition {
  return withTable({ entities: [defineEntity(entity)] });
}

const fields = { id: keyword() };
const recognise = { pk: 'X#{id}', sk: 'X' };

test('the film shop is a right definition', () => {
  expect(defineHeadwater(config)).toBe(config);
});

test.each([
  [
    'a name in upper case',
    withEntity({ name: 'Film', recognise, fields }),
    'entity "Film": a name is lower-case words',
  ],
  [
    'a decimal of 40 digits',
    withEntity({ name: 'x', recognise, fields: { p: decimal(40, 2) } }),
    'entity x, field p: decimal(40, 2): give 1 to 38',
  ],
  [
    'one inside a list',
    withEntity({ name: 'x', recognise, fields: { p: list(decimal(4, 5)) } }),
    'entity x, field p: decimal(4, 5)',
  ],
  [
    'a bookkeeping name',
    withEntity({ name: 'x', recognise, fields: { _sync: keyword() } }),
    "entity x, field _sync: a field's name",
  ],
  [
    'fields alike but for case',
    withEntity({ name: 'x', recognise, fields: { aB: keyword(), ab: keyword() } }),
    'entity x, field ab: another field',
  ],
  [
    'a template without parts',
    withEntity({ name: 'x', recognise: { pk: 'X', sk: 'X' }, fields }),
    'entity x: its key templates have no {part}',
  ],
  [
    'a part twice',
    withEntity({ name: 'x', recognise: { pk: '{id}', sk: '{id}' }, fields }),
    'entity x: key part {id} stands twice',
  ],
  [
    'no sort key template',
    withEntity({ name: 'x', recognise: { pk: '{id}' }, fields }),
    'entity x: table shop has a sort key',
  ],
  [
    'an entity in no table',
    { ...withTable({ entities: [stock] }), consumers: [search] },
    'consumer search: entity film belongs to no table',
  ],
  [
    'two search consumers of one entity',
    { ...config, consumers: [search, { ...search, name: 'again' }] },
    'entity film: two search consumers',
  ],
  [
    'a query that is none',
    { ...config, queries: [{ name: 'wrong', description: '', sql: 'DELETE FROM film_current' }] },
    'query "wrong": give one SELECT',
  ],
  [
    'a parameter without a name',
    { ...config, queries: [{ name: 'one', description: '', sql: "SELECT '?' FROM film_current WHERE id = ?" }] },
    'query "one" has 1 "?" and names 0 parameters',
  ],
  [
    "a query with the name of an entity's own",
    { ...config, queries: [{ name: 'film-current', description: '', sql: 'SELECT 1' }] },
    'query "film-current": every entity has queries that end like that',
  ],
  [
    'a batch size out of range',
    { ...config, consumers: [{ ...search, batchSize: 0 }] },
    'consumer search: batchSize is 0: give a whole number from 1',
  ],
  [
    'a large batch without window',
    { ...config, consumers: [{ ...search, batchWindowSeconds: 0 }] },
    'needs a batchWindowSeconds',
  ],
  [
    'a handler outside',
    { ...config, consumers: [{ ...search, type: 'function', handler: '../x.ts' }] },
    'consumer search: handler "../x.ts"',
  ],
  [
    'side effects of a search',
    { ...config, consumers: [{ ...search, sideEffects: true } as Consumer] },
    'consumer search: sideEffects is for consumers of type function',
  ],
  [
    'a table that is not there',
    { ...config, consumers: [{ ...search, type: 'function', handler: 'x.ts', writesTo: ['orders'] }] },
    'consumer search: writesTo names "orders", and there is no such table',
  ],
  [
    'a queue in upper case',
    { ...config, consumers: [{ ...search, type: 'function', handler: 'x.ts', sendsTo: ['Notices'] }] },
    'consumer search: queue "Notices": a name is lower-case words',
  ],
  [
    'an open http endpoint',
    { ...config, searchEndpoint: 'http://example.com' },
    'searchEndpoint "http://example.com": give https://',
  ],
  [
    'a name used twice',
    { ...config, consumers: [search, { ...search, entities: [stock] }] },
    'the name "search" is used twice',
  ],
  [
    'a stream of another table',
    withTable({ existing: { tableArn: 'arn:a', streamArn: 'arn:b/stream/1' } }),
    'table shop: existing.streamArn',
  ],
] as [string, HeadwaterDefinition, string][])('%s is refused: where, and what to do', (_, definition, message) => {
  expect(() => defineHeadwater(definition)).toThrow(
    expect.objectContaining({ code: 'HW_CONFIG', message: expect.stringContaining(message) as unknown }) as Error,
  );
});
