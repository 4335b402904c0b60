/** Enumerations, places and lists of nested objects: item, row, schema, policy and filter of each. */
import { expect, expectTypeOf, test } from 'vitest';
import { rowOfItem } from '../../../shared/adapters/dynamodb/row-of-item.ts';
import type { AttributeValue } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { glueColumns } from '../../../shared/dialects/glue/columns.ts';
import { defineEntity, type EntityDefinition, type RowOfEntity } from '../../../shared/domain/definition/entity.ts';
import { entityProblems } from '../../../shared/domain/definition/entity-problems.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import { enumeration, geoPoint, keyword, list, object, optional } from '../../../shared/domain/definition/fields.ts';
import { filterProblems } from '../../../shared/domain/definition/filter-problems.ts';
import { publishedEntity } from '../../../shared/domain/definition/published-entity.ts';
import { anythingBut, atLeast, exists, where } from '../../../shared/domain/definition/where.ts';
import type { Filter } from '../../../shared/domain/filter/filter.ts';
import { matches } from '../../../shared/domain/filter/filter.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';
import { compareSchemas } from '../../../shared/domain/schema/schema-compatibility.ts';
import { RowValidator } from '../../../shared/domain/schema/row-schema.ts';

const lines = list(object({ sku: keyword(), size: optional(enumeration(['s', 'l'])) }), { nested: true });
const order = defineEntity({
  name: 'order',
  recognise: 'every-item',
  fields: { status: enumeration(['open', 'paid']), was: optional(enumeration(['open'])), at: geoPoint(), lines },
});
const row = { status: 'open', at: { lat: 52.5, lon: 13.4 }, lines: [{ sku: 'a', size: 's' }] };

function refused(part: object): string | undefined {
  return new RowValidator(order).check('o1', { ...row, ...part })?.field;
}

function problemsOf(fields: FieldSet, more: Partial<EntityDefinition> = {}): string[] {
  const table = { name: 'shop', partitionKey: { name: 'pk', type: 'string' }, entities: [] } as const;
  return entityProblems(defineEntity({ name: 'order', recognise: 'every-item', fields, ...more }), table);
}

test('a row holds what was declared, in TypeScript as in the schema', () => {
  expectTypeOf<RowOfEntity<typeof order>['status']>().toEqualTypeOf<'open' | 'paid'>();
  expectTypeOf<RowOfEntity<typeof order>['at']>().toEqualTypeOf<{ readonly lat: number; readonly lon: number }>();
  expect(refused({})).toBeUndefined();
  expect(refused({ status: 'sent' })).toBe('/status');
  expect(refused({ was: 'paid' })).toBe('/was');
  expect(refused({ at: { lat: 90.1, lon: 0 } })).toBe('/at/lat');
  expect(refused({ at: { lat: 0, lon: -180.1 } })).toBe('/at/lon');
  expect(refused({ lines: [{ sku: 'a', size: 'm' }] })).toBe('/lines/0/size');
});

test.each<[string, AttributeValue, object]>([
  ['an object', { M: { lat: { N: '52.5' }, lon: { N: '13.4' } } }, { lat: 52.5, lon: 13.4 }],
  ['in long words', { M: { latitude: { N: '-1E1' }, longitude: { N: '0' } } }, { lat: -10, lon: 0 }],
  ['a pair, as GeoJSON orders it', { L: [{ N: '13.4' }, { N: '52.5' }] }, { lat: 52.5, lon: 13.4 }],
  ['with a height', { M: { lat: { N: '1' }, lon: { N: '2' }, alt: { N: '3' } } }, { lat: 1, lon: 2 }],
  ['text', { S: '52.5, 13.4' }, { lat: 52.5, lon: 13.4 }],
  [
    'GeoJSON',
    { M: { type: { S: 'Point' }, coordinates: { L: [{ N: '13.4' }, { N: '52.5' }] } } },
    { lat: 52.5, lon: 13.4 },
  ],
])('a place in an item: %s', (_, at, expected) => {
  expect(rowOfItem({ entity: order, keyFields: {}, key: 'o1' }, { at }, new Set())).toEqual({ at: expected });
});

test.each<AttributeValue>([
  { S: 'Berlin' },
  { S: '52.5,' },
  { S: '1,2,3' },
  { L: [{ N: '1' }] },
  { L: [{ S: 'a' }, { N: '1' }] },
  { M: { lat: { N: '1' } } },
  { M: { lat: { N: '1' }, lon: { S: '2' } } },
  { N: '1' },
])('what is no place is kept for the validator to refuse: %o', (at) => {
  const { at: kept } = rowOfItem({ entity: order, keyFields: {}, key: 'o1' }, { at }, new Set());

  expect(refused({ at: kept })).toMatch(/^\/(at|lon)/);
});

test('mapping and columns', () => {
  const { status, at, lines: nested } = order.fields;

  expect(status.headwater.search).toEqual({ type: 'keyword', ignore_above: 8191 });
  expect(at.headwater.search).toEqual({ type: 'geo_point' });
  expect(nested.headwater.search).toMatchObject({ type: 'nested', include_in_root: true, dynamic: false });
  expect(glueColumns(order).slice(0, 4)).toEqual([
    { name: 'status', type: 'string' },
    { name: 'was', type: 'string' },
    { name: 'at', type: 'struct<lat:double,lon:double>' },
    { name: 'lines', type: 'array<struct<sku:string,size:string>>' },
  ]);
});

test('the released schema names the values; another value breaks readers, a missing one older rows', () => {
  const { properties } = releasedSchema(order) as { properties: Record<string, object> };
  expect(properties['status']).toEqual({ type: 'string', enum: ['open', 'paid'] });
  expect(properties['was']).toEqual({ type: ['string', 'null'], enum: ['open', null] });

  const schema = (values: readonly string[]) =>
    releasedSchema(defineEntity({ name: 'order', recognise: 'every-item', fields: { status: enumeration(values) } }));
  const between = (one: string[], other: string[]) => compareSchemas(schema(one), schema(other));
  expect(between(['a'], ['a', 'b'])).toEqual([
    { field: '/status', what: 'its values now have "b"', breaks: ['consumers'] },
  ]);
  expect(between(['a', 'b'], ['a'])).toEqual([
    { field: '/status', what: 'its values have "b" no longer', breaks: ['older rows'] },
  ]);
  expect(between(['a', 'b'], ['b', 'a'])).toMatchObject([{ breaks: [] }]);
});

test('what no row could hold is refused at synth', () => {
  expect(problemsOf({ a: enumeration([]) })).toEqual([expect.stringMatching(/field a: an enumeration of no values/)]);
  expect(problemsOf({ a: list(enumeration(['x', 'x'])) })).toEqual([
    expect.stringMatching(/field a\.\*: "x" stands twice/),
  ]);
  expect(problemsOf({ a: list(optional(geoPoint())) })).toEqual([expect.stringMatching(/field a: OpenSearch takes/)]);
  expect(problemsOf({ a: object({ b: list(list(geoPoint())) }) })).toEqual([
    expect.stringMatching(/field a\.b: OpenSearch takes/),
  ]);
  expect(problemsOf({ a: optional(list(geoPoint())), b: list(list(geoPoint()), { search: false }) })).toEqual([]);
});

test('a policy drops a place whole, and leaves what is nested nested', () => {
  expect(problemsOf(order.fields, { policy: { at: 'hash' } })).toEqual([expect.stringMatching(/can only be dropped/)]);
  expect(problemsOf(order.fields, { policy: { 'at.lat': 'drop' } })).toEqual([expect.stringMatching(/no such field/)]);

  const { at, lines: left } = publishedEntity({ ...order, policy: { at: 'drop', 'lines.sku': 'hash' } }).fields;

  expect(at).toBeUndefined();
  expect(left?.headwater.search).toMatchObject({ type: 'nested', include_in_root: true });
});

test('filters compare an enumeration with its values, and the degrees of a place', () => {
  const problems = (filter: Filter) =>
    filterProblems({ type: 'search', name: 'search', entities: [order], filters: { order: filter } });
  const wanted = where(order, { status: ['open', 'paid'], was: 'open', at: { lat: atLeast(50) } });

  expect(problems(wanted)).toEqual([]);
  expect(matches(where(order, { status: 'open', at: { lat: atLeast(50) } }), row)).toBe(true);
  expect(problems(where(order, { at: exists() }))).toEqual([]);
  expect(problems(where(order, { status: anythingBut('sent') }))).toEqual([
    expect.stringMatching(/field status: "sent" is none of the field's values: open, paid/),
  ]);
  expect(problems({ field: ['at'], condition: { test: 'equals', values: ['52,13'] } })).toEqual([
    expect.stringMatching(/a filter can ask of a geo-point only/),
  ]);
});
