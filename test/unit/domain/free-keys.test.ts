/** `rest()` and `map()`: what nobody declared. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../../shared/adapters/dynamodb/item-source.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { indexBody } from '../../../shared/dialects/opensearch/mapping.ts';
import { glueColumns } from '../../../shared/dialects/glue/columns.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import { keyword, list, map, object, optional, rest } from '../../../shared/domain/definition/fields.ts';
import { defineConsumer, defineTable, type TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import { mask, type EntityPolicy } from '../../../shared/domain/definition/policy.ts';
import { publishedEntity } from '../../../shared/domain/definition/published-entity.ts';
import { exists, where } from '../../../shared/domain/definition/where.ts';
import type { Json } from '../../../shared/domain/row/json.ts';
import { streamRecord } from '../../support/stream-records.ts';

const KEEP: EntityPolicy = { other: 'keep' };
const withRest = { name: keyword(), other: rest() };

function thingOf(definition: Partial<EntityDefinition>) {
  return defineEntity({ name: 'thing', recognise: 'every-item', fields: withRest, ...definition });
}

function tableOf(definition: Partial<EntityDefinition>, table: Partial<TableDefinition> = {}): TableDefinition {
  const partitionKey = { name: 'pk', type: 'string' } as const;
  return defineTable({ name: 'things', partitionKey, entities: [thingOf(definition)], ...table });
}

function problemsOf(definition: Partial<EntityDefinition>, consumed?: EntityPolicy): string {
  const table = tableOf(definition);
  const { entities } = table;
  const policy = consumed && { thing: consumed };
  const consumer = defineConsumer({ type: 'search', name: 'search', entities, ...(policy && { policy }) });
  try {
    defineHeadwater({ name: 'things', tables: [table], consumers: [consumer] });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function rowOf(table: TableDefinition, item: Item): Json {
  const read = rowReader(table)({ pk: { S: 'a' }, ...item }, 0);
  return read.status === 'row' ? read.row : 'reason' in read ? read.reason.message : read.status;
}

describe('rest()', () => {
  const item: Item = {
    name: { S: 'x' },
    'first-name': { S: 'Ann' },
    other: { BOOL: true },
    sizes: { NS: ['10', '9.50', '9'] },
    deep: { M: { big: { N: '12345678901234567890123' }, none: { NULL: true } } },
  };
  const collected = {
    'first-name': 'Ann',
    other: true,
    sizes: [9, 9.5, 10],
    deep: { big: '12345678901234567890123', none: null },
  };

  test('collects the attributes that have no field, and is missing when there are none', () => {
    const table = tableOf({ policy: KEEP });
    expect(rowOf(table, item)).toEqual({ name: 'x', other: collected });
    expect(rowOf(table, { name: { S: 'x' } })).toEqual({ name: 'x' });
  });

  test('is dropped unless the policy says keep, and what it would hold is counted as dropped', () => {
    for (const policy of [undefined, {}, { other: 'drop' }] as const) {
      const table = tableOf(policy ? { policy } : {});
      expect(rowOf(table, item)).toEqual({ name: 'x' });
      const reader = new StreamRecordReader(table);
      expect(
        reader.read(
          streamRecord(1, { before: { pk: { S: 'a' }, name: { S: 'x' } }, after: { pk: { S: 'a' }, ...item } }),
        ),
      ).toEqual({ status: 'suppressed', entity: 'thing' });
      expect(Object.keys(reader.takeDropped())).toEqual([
        'thing.first-name',
        'thing.other',
        'thing.sizes',
        'thing.deep',
      ]);
      const [entity] = table.entities;
      expect(Object.keys(publishedEntity(entity ?? thingOf({})).fields)).toEqual(['name']);
    }
    const kept = new StreamRecordReader(tableOf({ policy: KEEP }));
    kept.read(streamRecord(1, { after: { pk: { S: 'a' }, ...item } }));
    expect(kept.takeDropped()).toEqual({});
  });

  test('leaves out what the table needs: keys, expiry, what tells entities apart, and fields under other names', () => {
    const fields = { typed: keyword({ attribute: '__typename' }), other: rest() };
    const thing = thingOf({ fields, recognise: { attribute: '__typename', equals: 'T' }, policy: KEEP });
    const second = defineEntity({
      name: 'second',
      recognise: { attribute: 'kind', equals: 'S' },
      fields: { a: keyword() },
    });
    const table = tableOf(
      {},
      { entities: [thing, second], timeToLive: '_ttl', sortKey: { name: 'sk', type: 'string' } },
    );
    const whole = {
      sk: { S: 's' },
      __typename: { S: 'T' },
      kind: { S: 'other' },
      _ttl: { N: '1' },
      typed: { S: 'mine' },
    };
    expect(rowOf(table, whole)).toEqual({ typed: 'T', other: { typed: 'mine' } });
  });

  test('a part of the key that has no field stands in the key, and an attribute of its name in rest()', () => {
    const table = tableOf({ recognise: { pk: 'T#{id}' }, fields: { other: rest() }, policy: KEEP });
    expect(rowOf(table, { pk: { S: 'T#7' }, id: { S: 'x' } })).toEqual({ other: { id: 'x' } });
  });

  test('is the same whatever the order of names and members, and in what form numbers are spelled', () => {
    const value: fc.Arbitrary<Item[string]> = fc.oneof(
      fc.string().map((S) => ({ S })),
      fc.integer().map((N) => ({ N: String(N) })),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }).map((SS) => ({ SS })),
      fc
        .dictionary(
          fc.string(),
          fc.string().map((S) => ({ S })),
        )
        .map((M) => ({ M })),
    );
    const names = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'a.b', '.'),
    );
    const attributes = fc.uniqueArray(fc.tuple(names, value), { selector: ([name]) => name, maxLength: 6 });
    fc.assert(
      fc.property(attributes, (some) => {
        const kept = some.filter(([name]) => name !== 'pk' && name !== 'name');
        const item = Object.fromEntries([...kept, ['pk', { S: 'a' }], ['name', { S: 'x' }]]);
        const again = Object.fromEntries(
          [...Object.entries(item)]
            .reverse()
            .map(([name, one]) => [name, one.SS ? { SS: [...one.SS].reverse() } : one]),
        );
        const reader = new StreamRecordReader(tableOf({ policy: KEEP }));
        expect(reader.read(streamRecord(1, { before: item, after: again })).status).toBe('suppressed');
        const row = rowOf(tableOf({ policy: KEEP }), item) as { other?: object };
        expect(Object.keys(row.other ?? {}).toSorted()).toEqual(kept.map(([name]) => name).toSorted());
      }),
    );
    expect(rowOf(tableOf({ policy: KEEP }), { name: { S: 'x' }, n: { N: '1.0' } })).toEqual({
      name: 'x',
      other: { n: 1 },
    });
  });

  test('published once, it stays: asked again, and under a consumer’s policy', () => {
    const published = publishedEntity(thingOf({ policy: { ...KEEP, name: 'hash' } }));
    expect(Object.keys(publishedEntity(published).fields)).toEqual(['name', 'other']);
    expect(Object.keys(publishedEntity(published, { name: 'drop' }).fields)).toEqual(['other']);
    expect(Object.keys(publishedEntity(publishedEntity(published, { other: 'drop' })).fields)).toEqual(['name']);
  });

  test('dead letters are whole when it is kept, and redacted when it is dropped', () => {
    const record = streamRecord(1, { after: { pk: { S: 'a' }, ...item } });
    const whole = (policy: EntityPolicy): boolean =>
      new StreamRecordReader(tableOf({ policy })).letterOf(record, 'HW_ROW_INVALID').whole;
    expect([whole(KEEP), whole({})]).toEqual([true, false]);
  });

  test.each<[string, FieldSet, EntityPolicy, string]>([
    ['two of them', { a: rest(), b: rest() }, {}, 'entity thing: fields a and b are each rest()'],
    [
      'inside an object',
      { a: keyword(), o: object({ b: rest() }) },
      {},
      "field o: rest() stands among the entity's own",
    ],
    ['inside a list', { a: keyword(), o: optional(list(rest())) }, {}, "field o: rest() stands among the entity's own"],
    ['with an attribute', { a: rest({ attribute: 'x' } as object) }, { a: 'keep' }, 'field a: rest() is read from all'],
    ['as part of the key', { pk: rest() }, { pk: 'keep' }, 'field pk: rest() cannot be part of the key'],
    ['hashed', withRest, { other: 'hash' }, 'policy of other: a rest has no one text: keep or drop it'],
    ['masked', withRest, { other: mask() }, 'policy of other: a rest has no one text: keep or drop it'],
    ['another field kept', withRest, { name: 'keep' }, "policy of name: 'keep' is for rest()"],
    ['a hashed map', { a: map() }, { a: 'hash' }, 'policy of a: a map has no one text: drop it'],
    ['a long path', { a: object({ ['x'.repeat(400)]: map() }) }, {}, 'its path has over 380 bytes'],
  ])('is refused: %s', (_, fields, policy, problem) => {
    expect(problemsOf({ fields, policy })).toContain(problem);
  });

  test('a consumer cannot keep what the entity drops', () => {
    expect(problemsOf({ policy: KEEP }, KEEP)).toContain("policy of other: 'keep' is for the entity's own policy");
    expect(problemsOf({ policy: KEEP }, { other: 'drop' })).toBe('');
    expect(problemsOf({})).toBe('');
  });
});

describe('map()', () => {
  const fields = { attributes: optional(map({ attribute: 'attrs' })) };

  test('takes any keys and any JSON, and nothing but a map', () => {
    const table = tableOf({ fields });
    const M: Item = { 'a.b': { N: '1' }, '': { S: '' }, ['__proto__']: { L: [{ M: {} }] } };
    const attributes = Object.fromEntries<Json>([
      ['a.b', 1],
      ['', ''],
      ['__proto__', [{}]],
    ]);
    expect(rowOf(table, { attrs: { M } })).toEqual({ attributes });
    expect(rowOf(table, { attrs: { M: {} } })).toEqual({ attributes: {} });
    expect(rowOf(table, { attrs: { NULL: true } })).toEqual({ attributes: null });
    for (const wrong of [{ S: 'x' }, { L: [] }, { N: '1' }]) {
      expect(rowOf(table, { attrs: wrong })).toBe(
        'thing a: /attributes must be object (the item\'s attribute "attrs")',
      );
    }
  });

  test('refuses what the index would refuse: more than 32,000 bytes of keys and value', () => {
    const inMap = (M: Item, options = {}) => rowOf(tableOf({ fields: { m: map(options) } }), { m: { M } });
    const fits = { S: 'é'.repeat(15_999) };
    expect(inMap({ a: fits, l: { L: [fits, fits] } })).toHaveProperty('m');
    const refusal = 'thing a: /m has more than 32000 bytes under';
    expect(inMap({ a: { S: 'x'.repeat(31_999) } })).toContain(`${refusal} "a", key and value together`);
    expect(inMap({ a: { M: { b: { L: [{ S: 'é'.repeat(16_000) }] } } } })).toContain(`${refusal} "a.b"`);
    expect(inMap({ ['k'.repeat(32_000)]: { M: {} } })).toContain(refusal);
    expect(inMap({ a: { S: 'x'.repeat(40_000) } }, { search: false })).toHaveProperty('m');
    const inRest = tableOf({ policy: KEEP });
    expect(rowOf(inRest, { name: { S: 'x' }, blob: { S: 'x'.repeat(40_000) } })).toContain(
      'thing a: /other has more than',
    );
  });

  test('is one field of the index and one column of JSON text; words without a field do not look into it', () => {
    const entity = thingOf({ fields: { code: keyword(), attributes: map() } });
    const { mappings, settings } = indexBody(entity);
    expect(mappings.properties).toMatchObject({ attributes: { type: 'flat_object' } });
    expect(settings).toMatchObject({ index: { 'query.default_field': ['code'] } });
    expect(glueColumns(entity)).toContainEqual({ name: 'attributes', type: 'string' });
  });

  test('a filter can ask whether it is there', () => {
    const table = tableOf({ fields: { m: optional(map()) } });
    const entity = defineEntity({ name: 'thing', recognise: 'every-item', fields: { m: optional(map()) } });
    const consumer = defineConsumer({
      type: 'search',
      name: 's',
      entities: [entity],
      filters: { thing: where(entity, { m: exists() }) },
    });
    const definition = { name: 'things', tables: [{ ...table, entities: [entity] }], consumers: [consumer] };
    expect(defineHeadwater(definition)).toBe(definition);
  });
});
