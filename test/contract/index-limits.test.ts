/** The limits that synth checks are OpenSearch's: a definition at the limit makes an index, one above it none. */
import { expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { Field, FieldSet } from '../../shared/domain/definition/field.ts';
import { geoPoint, json, keyword, list, object, text } from '../../shared/domain/definition/fields.ts';
import {
  DEEPEST_OBJECT,
  fieldCount,
  indexLimitProblems,
  MOST_FIELDS,
  MOST_NESTED_FIELDS,
  OWN_FIELDS,
  type Properties,
} from '../../shared/domain/definition/index-limits.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

function entityOf(fields: FieldSet): Entity {
  return defineEntity({ name: newEntityName(), recognise: 'every-item', fields });
}

/** What OpenSearch says of it; undefined when it makes the index. */
async function refusalOf(entity: Entity): Promise<string | undefined> {
  return store.prepare([entity]).then(
    async () => {
      await server.indices.delete({ index: `${entity.name}-000001` });
      return undefined;
    },
    (error: unknown) => (error as Error).message,
  );
}

async function expectLimit(at: Entity, above: Entity, refusal: RegExp): Promise<void> {
  expect([indexLimitProblems(at), indexLimitProblems(above).length]).toEqual([[], 1]);
  expect(await refusalOf(at)).toBeUndefined();
  expect(await refusalOf(above)).toMatch(refusal);
}

/** Fields and their kind, filled up to a number of the index's with keywords. */
function filled(fields: FieldSet, total: number): Entity {
  const { properties } = object(fields).headwater.search as unknown as { readonly properties: Properties };
  const missing = total - OWN_FIELDS - fieldCount(properties);
  const words = Array.from({ length: missing }, (_, n): [string, Field] => [`filler${n}`, keyword()]);
  return entityOf({ ...fields, ...Object.fromEntries(words) });
}

const inner = { sku: text(), price: keyword(), at: geoPoint(), more: json() };
const SHAPES: readonly (readonly [string, FieldSet])[] = [
  ['keywords', {}],
  ['text with its exact form', Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`t${n}`, text()]))],
  ['objects, places, JSON', { one: object(inner), other: object({ inner: object(inner) }), none: object({}) }],
  [
    'nested lists',
    { lines: list(object({ ...inner, deep: list(object(inner), { nested: true }) }), { nested: true }) },
  ],
  ['completion', { a: text({ search: { type: 'search_as_you_type' } }) }],
  ['longer shingles', { a: text({ search: { type: 'search_as_you_type', max_shingle_size: 4 } }) }],
  ['prefixes', { a: text({ search: { type: 'text', index_prefixes: {} } }) }],
  ['phrases', { a: text({ search: { type: 'text', index_phrases: true } }) }],
  ['an alias', { a: keyword(), b: keyword({ search: { type: 'alias', path: 'a' } }) }],
  ['free keys', { a: json({ search: { type: 'flat_object' } }) }],
  [
    'fields of a field',
    { a: keyword({ search: { type: 'keyword', fields: { b: { type: 'text' }, c: { type: 'text' } } } }) },
  ],
];

test.each(SHAPES)('fields are counted as OpenSearch counts them: %s', async (_, fields) => {
  await expectLimit(filled(fields, MOST_FIELDS), filled(fields, MOST_FIELDS + 1), /total fields \[1000\]/);
});

/** @param depth how many objects lie within each other */
function deep(depth: number, innermost: Field): Field {
  return depth === 0 ? innermost : object({ d: deep(depth - 1, innermost) });
}

test.each([
  ['text in it', (depth: number) => deep(depth, keyword())],
  ['nothing in it', (depth: number) => deep(depth - 1, object({}))],
  ['JSON in it', (depth: number) => deep(depth - 1, json())],
  ['nested', (depth: number) => deep(depth - 1, list(object({ a: keyword() }), { nested: true }))],
])('objects lie as deep as OpenSearch lets them: %s', async (_, made) => {
  const [at, above] = [DEEPEST_OBJECT, DEEPEST_OBJECT + 1].map((depth) => entityOf({ d: made(depth) }));
  await expectLimit(at as Entity, above as Entity, /mapping depth \[20\]/);
});

test('an index that holds what was declared before takes a definition that is within the limit', async () => {
  const before = filled({}, 900);
  const after = { ...before, fields: Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`t${n}`, text()])) };
  await store.prepare([before]);

  await store.prepare([after]);

  const { body } = await server.indices.getMapping({ index: `${before.name}-000001` });
  const { properties = {} } = body[`${before.name}-000001`]?.mappings ?? {};
  expect(Object.keys(properties)).toHaveLength(895 + 400 + 1);
});

test('nested lists are counted, those in others too', async () => {
  const nested = (count: number): Entity => {
    const one = list(object({ a: keyword() }), { nested: true });
    const outer = { outer: list(object({ one, other: one }), { nested: true }) };
    return entityOf({ ...outer, ...Object.fromEntries(Array.from({ length: count - 3 }, (_, n) => [`n${n}`, one])) });
  };
  await expectLimit(nested(MOST_NESTED_FIELDS), nested(MOST_NESTED_FIELDS + 1), /nested fields \[50\]/);
});
