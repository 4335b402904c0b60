/** Fields may be named like what every JavaScript object inherits. */
import { expect, test } from 'vitest';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import type { AttributeValue, Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { mappings, unsearchedFields } from '../../../shared/dialects/opensearch/mapping.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { Field } from '../../../shared/domain/definition/field.ts';
import { json, keyword, object, optional } from '../../../shared/domain/definition/fields.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import { eventPattern } from '../../../shared/dialects/eventbridge/event-pattern.ts';
import { matches } from '../../../shared/domain/filter/filter.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';
import { compareSchemas } from '../../../shared/domain/schema/schema-compatibility.ts';
import { differingFields, sameValue } from '../../../shared/domain/row/row-equality.ts';
import { streamRecord } from '../../support/stream-records.ts';

/** `__proto__` is refused as a field's name; the others are names like any. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.startsWith('__'));

const each = (field: () => Field) => Object.fromEntries(INHERITED.map((name) => [name, field()]));
const result = defineEntity({
  name: 'result',
  recognise: 'every-item',
  fields: {
    id: keyword(),
    ...each(() => optional(keyword())),
    inside: optional(object(each(() => keyword()))),
    any: optional(json()),
  },
});
const needed = defineEntity({ ...result, fields: { id: keyword(), ...each(() => keyword()) } });
const tableOf = (entity: typeof result) =>
  ({ name: 'races', partitionKey: { name: 'id', type: 'string' }, entities: [entity] }) as const;

const bare = { id: { S: 'r1' } };
const filled = { ...bare, ...Object.fromEntries(INHERITED.map((name) => [name, { S: `a ${name}` }])) };
const named = Object.fromEntries(INHERITED.map((name) => [name, `a ${name}`]));

function read(images: { readonly before?: Item; readonly after?: Item }, entity: unknown = result) {
  return new StreamRecordReader(tableOf(entity as typeof result)).read(streamRecord(1, images));
}

test('a row without them is taken, and a row with them keeps them', () => {
  expect(read({ after: bare })).toMatchObject({ changes: [{ operation: 'created', after: { id: 'r1' } }] });
  expect(read({ after: filled })).toMatchObject({ changes: [{ after: { id: 'r1', ...named } }] });
});

test.each(INHERITED)('an update that only adds %s is a change, and one that only takes it away', (name) => {
  const after = { ...bare, [name]: { S: 'new' } };

  expect(read({ before: bare, after })).toMatchObject({
    changes: [{ operation: 'updated', changed: [name], before: {} }],
  });
  expect(read({ before: after, after: bare })).toMatchObject({
    changes: [{ changed: [name], before: { [name]: 'new' } }],
  });
});

test('a row that lacks a required one is refused, inside an object too', () => {
  expect(read({ after: bare }, needed)).toMatchObject({ status: 'rejected', reason: { code: 'HW_ROW_INVALID' } });
  expect(read({ after: { ...bare, inside: { M: { toString: { S: 'x' } } } } })).toMatchObject({
    status: 'rejected',
    reason: { code: 'HW_ROW_INVALID' },
  });
  expect(read({ after: filled }, needed)).toMatchObject({ changes: [{ after: { id: 'r1', ...named } }] });
});

test('an attribute __proto__ inside JSON is kept, and differs from none', () => {
  const proto = (text: string): Record<string, AttributeValue> =>
    JSON.parse(`{"M": {"__proto__": {"S": "${text}"}}}`) as Record<string, AttributeValue>;
  const reading = read({ before: { ...bare, any: proto('one') }, after: { ...bare, any: proto('two') } });

  expect(JSON.stringify(reading)).toContain('"after":{"id":"r1","any":{"__proto__":"two"}}');
  expect(reading).toMatchObject({ changes: [{ changed: ['any'] }] });
  expect(sameValue(JSON.parse('{"__proto__": 1}') as never, { constructor: 1 })).toBe(false);
  expect(differingFields({}, JSON.parse('{"__proto__": 1}') as never)).toEqual(['__proto__']);
});

test('an attribute __proto__ that nobody declared changes nothing of the row', () => {
  const item = JSON.parse('{"id": {"S": "r1"}, "__proto__": {"constructor": {"S": "polluted"}}}') as Item;

  expect(read({ after: item })).toMatchObject({ changes: [{ after: { id: 'r1' } }] });
  expect(JSON.stringify(read({ after: item }))).not.toContain('polluted');
});

test('filters, event patterns and mappings know them', () => {
  const filter = where(result, { constructor: 'a' } as never);
  const pattern = eventPattern({ name: 's', sources: ['x'], entities: [result], filters: { result: filter } });

  expect(matches(filter, { id: 'r1', constructor: 'a' })).toBe(true);
  expect(matches(filter, { id: 'r1' })).toBe(false);
  expect(JSON.stringify(pattern)).toContain('"after":{"constructor":["a"]}');
  expect(Object.keys(mappings(result).properties)).toEqual(expect.arrayContaining(INHERITED));
  expect(unsearchedFields(result)).toEqual([]);
});

test('a filter of an entity named constructor is that entity’s own', () => {
  const maker = defineEntity({ name: 'constructor', recognise: 'every-item', fields: { id: keyword() } });
  const pattern = eventPattern({ name: 's', sources: ['x'], entities: [maker], filters: {} });

  expect(JSON.stringify(pattern)).toContain('"constructor.created"');
});

test('an older row without them is lifted without them', () => {
  const second = defineEntity({ ...result, version: 2, evolve: { 1: (row) => row } });
  const change = {
    operation: 'created',
    entity: 'result',
    id: 'e',
    key: 'r1',
    position: 'p',
    at: '2026-01-01T00:00:00Z',
  };
  const lifted = liftTo([second])('result@1', { ...change, after: { id: 'r1' } } as never);

  expect(lifted).toMatchObject({ status: 'lifted' });
  expect(JSON.stringify(lifted)).toContain('"after":{"id":"r1"}');
});

test('a released schema tells that one was added', () => {
  const before = defineEntity({ ...result, fields: { id: keyword() } });
  const differences = compareSchemas(releasedSchema(before), releasedSchema(result));

  expect(differences.map(({ field }) => field)).toEqual(expect.arrayContaining(INHERITED.map((name) => `/${name}`)));
});
