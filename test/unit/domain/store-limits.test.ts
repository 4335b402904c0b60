/** What no store could take is refused at synth: with the count, the limit and the fix. */
import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { indexBody } from '../../../shared/dialects/opensearch/mapping.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { Field, FieldSet } from '../../../shared/domain/definition/field.ts';
import { json, keyword, list, object, optional, text } from '../../../shared/domain/definition/fields.ts';
import { fieldCount, OWN_FIELDS, type Properties } from '../../../shared/domain/definition/index-limits.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import type { EntityPolicy } from '../../../shared/domain/definition/policy.ts';

const [shop] = config.tables as [TableDefinition];

function definitionOf(type: 'search' | 'analytics', fields: FieldSet, policy?: EntityPolicy): HeadwaterDefinition {
  const recognise = { pk: 'X#{id}', sk: 'X' };
  const entity = defineEntity({ name: 'x', recognise, fields, ...(policy && { policy }) });
  const consumer: Consumer = { type, name: 'one', entities: [entity] };
  return { ...config, tables: [{ ...shop, entities: [entity] }], consumers: [consumer], queries: [] };
}

const many = (count: number, field: Field): FieldSet =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n + 1}`, field]));
const deep = (depth: number): Field => (depth === 0 ? keyword() : object({ d: deep(depth - 1) }));
const lines = list(object({ sku: keyword() }), { nested: true });

test.each<[string, HeadwaterDefinition, RegExp]>([
  [
    '600 text fields',
    definitionOf('search', many(600, optional(text()))),
    /entity x: its fields make 1205 of the index .*, and OpenSearch takes 1000: set `search: false` on fields/,
  ],
  [
    'objects 25 deep',
    definitionOf('search', { d: deep(25) }),
    /entity x, field d\.d\..*: objects 25 deep, and OpenSearch takes 19 within each other: declare one of them as json/,
  ],
  ['51 nested lists', definitionOf('search', many(51, lines)), /entity x: 51 nested lists, and OpenSearch takes 50/],
  [
    'a name too long for the catalogue',
    definitionOf('analytics', { ['x'.repeat(256)]: keyword() }),
    /field x+: Glue takes names of at most 255 bytes: give the field another name/,
  ],
  [
    'a type too long for the catalogue',
    definitionOf('analytics', { o: object(many(12_000, keyword())) }),
    /entity x, field o: a type of \d{6} characters, and Glue takes 131072: declare json\(\)/,
  ],
])('%s', (_, definition, problem) => {
  expect(() => defineHeadwater(definition)).toThrow(expect.objectContaining({ code: 'HW_CONFIG' }) as Error);
  expect(() => defineHeadwater(definition)).toThrow(problem);
});

test.each<[string, HeadwaterDefinition]>([
  ['fields that nobody searches', definitionOf('search', many(600, optional(text({ search: false }))))],
  ['the analytics copy takes what an index does not', definitionOf('analytics', many(1_200, optional(text())))],
  ['deep JSON', definitionOf('search', { d: json() })],
  [
    'what a policy drops is none of the index',
    definitionOf('search', { ...many(490, text()), o: object(many(600, text())) }, { o: 'drop' }),
  ],
])('fits: %s', (_, definition) => {
  expect(() => defineHeadwater(definition)).not.toThrow();
});

test("Headwater's own fields are as many as the index has", () => {
  const { _sync: own } = indexBody(defineEntity({ name: 'x', recognise: 'every-item', fields: {} })).mappings
    .properties;
  expect(fieldCount({ own } as Properties)).toBe(OWN_FIELDS);
});
