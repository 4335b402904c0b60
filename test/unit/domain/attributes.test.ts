/** Fields that are read from attributes of other names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../../shared/adapters/dynamodb/item-source.ts';
import { Recogniser } from '../../../shared/adapters/dynamodb/recognise.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { mappings } from '../../../shared/dialects/opensearch/mapping.ts';
import { glueColumns } from '../../../shared/dialects/glue/columns.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import type { Field, FieldSet } from '../../../shared/domain/definition/field.ts';
import {
  binary,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../../shared/domain/definition/fields.ts';
import { defineTable, type TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import type { EntityPolicy } from '../../../shared/domain/definition/policy.ts';
import { publishedEntity } from '../../../shared/domain/definition/published-entity.ts';
import type { Json } from '../../../shared/domain/row/json.ts';
import { streamRecord } from '../../support/stream-records.ts';

function tableOf(definition: Partial<EntityDefinition>, table: Partial<TableDefinition> = {}): TableDefinition {
  const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { id: keyword() }, ...definition });
  return defineTable({
    name: 'things',
    partitionKey: { name: 'pk', type: 'string' },
    entities: [thing],
    ...table,
  });
}

function problemsOf(definition: Partial<EntityDefinition>, table: Partial<TableDefinition> = {}): string {
  try {
    defineHeadwater({ name: 'things', tables: [tableOf(definition, table)], consumers: [] });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** By the reader of scans, backfills and verify. */
function rowOf(table: TableDefinition, item: Item): Json {
  const read = rowReader(table)({ pk: { S: 'a' }, ...item }, 0);
  return read.status === 'row'
    ? read.row
    : { status: read.status, reason: 'reason' in read ? read.reason.message : '' };
}

describe('an attribute of another name', () => {
  test('gives its value to every kind of field, inside objects and lists of objects too', () => {
    const [attribute, M] = ['größe (mm)', { 'aws-name': { S: 'x' }, 'a.b': { N: '1' } }];
    const inner = { name: keyword({ attribute: 'aws-name' }), count: integer({ attribute: 'a.b' }) };
    const kinds: [Field, Item[string], Json][] = [
      [keyword({ attribute }), { S: 'x' }, 'x'],
      [text({ attribute, coerce: true }), { N: '3' }, '3'],
      [integer({ attribute }), { N: '3' }, 3],
      [double({ attribute }), { N: '0.1' }, 0.1],
      [decimal(10, 2, { attribute }), { N: '0.10' }, 0.1],
      [boolean({ attribute }), { BOOL: true }, true],
      [date({ attribute, min: '2000-01-01' }), { S: '2026-11-30' }, '2026-11-30'],
      [timestamp({ attribute }), { S: '2026-11-30T01:02:03Z' }, '2026-11-30T01:02:03Z'],
      [binary({ attribute }), { B: 'AAE=' }, 'AAE='],
      [json({ attribute }), { M: { 'a.b': { NULL: true } } }, { 'a.b': null }],
      [list(keyword(), { attribute }), { SS: ['b', 'a'] }, ['a', 'b']],
      [object(inner, { attribute }), { M }, { name: 'x', count: 1 }],
      [list(object(inner), { attribute }), { L: [{ M }] }, [{ name: 'x', count: 1 }]],
    ];
    for (const [field, value, expected] of kinds) {
      for (const declared of [field, optional(field)]) {
        const table = tableOf({ fields: { size: declared } });
        expect(problemsOf({ fields: { size: declared } })).toBe('');
        expect(rowOf(table, { [attribute]: value, size: { S: 'of nobody' } })).toEqual({ size: expected });
      }
    }
  });

  test('is declared: it is not counted as dropped, and one of the field’s own name is', () => {
    const fields = { version: integer({ attribute: '_version' }) };
    const reader = new StreamRecordReader(tableOf({ fields }));
    reader.read(streamRecord(1, { after: { pk: { S: 'a' }, _version: { N: '3' }, version: { N: '9' } } }));
    expect(reader.takeDropped()).toEqual({ 'thing.version': 1 });
  });

  test('can be any name that DynamoDB takes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name !== 'pk'),
        (attribute) => {
          const fields = { field: keyword({ attribute }) };
          expect(problemsOf({ fields })).toBe('');
          const item = Object.fromEntries([[attribute, { S: 'x' }]]);
          expect(rowOf(tableOf({ fields }), item)).toEqual({ field: 'x' });
        },
      ),
    );
    expect(problemsOf({ fields: { field: keyword({ attribute: 'ä'.repeat(32_767) }) } })).toBe('');
  });

  test('of another field’s name: each reads its own, and two of one name are refused, naming both', () => {
    const swapped = { a: keyword({ attribute: 'b' }), b: keyword({ attribute: 'a' }) };
    expect(rowOf(tableOf({ fields: swapped }), { a: { S: 'of a' }, b: { S: 'of b' } })).toEqual({
      a: 'of b',
      b: 'of a',
    });
    expect(problemsOf({ fields: swapped })).toBe('');
    const twice = { a: keyword({ attribute: 'b' }), b: keyword() };
    expect(problemsOf({ fields: twice })).toContain(
      'entity thing: fields a and b are read from the same attribute "b"',
    );
    expect(problemsOf({ fields: { o: object(twice) } })).toContain('entity thing, field o: fields a and b are read');
  });

  test.each<[string, FieldSet, string]>([
    ['empty', { a: keyword({ attribute: '' }) }, 'entity thing, field a: attribute "": DynamoDB'],
    ['64 KB', { a: keyword({ attribute: 'x'.repeat(65_536) }) }, 'are text of 1 to 65535 bytes'],
    [
      'half a character',
      { a: keyword({ attribute: '\ud83d' }) },
      'entity thing, field a: attribute "\\ud83d": DynamoDB',
    ],
    ['a list’s elements', { a: list(keyword({ attribute: 'x' })) }, 'field a: attribute "x" is given to its elements'],
    ['deep', { a: list(object({ b: keyword({ attribute: '' }) })) }, 'entity thing, field a.b: attribute "": DynamoDB'],
    ['a name of no field', { 'first-name': keyword() }, 'with the option attribute: "first-name"'],
  ])('is refused at synth: %s', (_, fields, problem) => {
    expect(problemsOf({ fields })).toContain(problem);
  });

  test('is no part of index and columns: they have the field’s name', () => {
    const entity = defineEntity({
      name: 'thing',
      recognise: 'every-item',
      fields: { width: double({ attribute: 'Beak Length (mm)' }) },
    });
    expect(Object.keys(mappings(entity).properties)).toEqual(['width', '_sync']);
    expect(glueColumns(entity)[0]).toEqual({ name: 'width', type: 'double' });
  });
});

describe('a value that does not fit', () => {
  const fields = {
    id: keyword(),
    name: keyword({ attribute: 'first-name' }),
    home: optional(list(object({ zip: integer({ attribute: 'post.code' }), city: text() }), { attribute: '@home' })),
  };
  const good = { id: { S: 'a' }, 'first-name': { S: 'b' } };
  const homes = (...M: Item[]): Item => ({ ...good, '@home': { L: M.map((one) => ({ M: one })) } });

  test.each<[string, Item, string]>([
    ['of another type', { ...good, 'first-name': { N: '1' } }, ' (the item\'s attribute "first-name")'],
    ['missing', { id: { S: 'a' } }, ' (the item\'s attribute "first-name")'],
    [
      'deep inside',
      homes({ city: { S: 'x' }, 'post.code': { N: '1' } }, { city: { S: 'x' }, 'post.code': { S: 'x' } }),
      ' (the item\'s attribute "@home/1/post.code")',
    ],
    ['under its own name', { ...good, id: { N: '1' } }, 'thing a: /id must be string'],
  ])('is told with the item’s name: %s', (_, item, told) => {
    const reason = rowOf(tableOf({ fields }), item) as { reason: string };
    expect(reason.reason.endsWith(told)).toBe(true);
  });
});

describe('what names the item’s attribute', () => {
  test('a recogniser, also of an attribute that a field reads under another name', () => {
    const film = defineEntity({
      name: 'film',
      recognise: { attribute: '__typename', equals: 'Film' },
      fields: { kind: keyword({ attribute: '__typename' }), title: text() },
    });
    const actor = defineEntity({
      name: 'actor',
      recognise: { attribute: '__typename', equals: 'Actor' },
      fields: { name: text() },
    });
    const table = tableOf({}, { entities: [film, actor] });
    const item = { __typename: { S: 'Film' }, title: { S: 'Alien' }, _etag: { S: 'x' } };
    expect(rowOf(table, item)).toEqual({ kind: 'Film', title: 'Alien' });
    expect(rowOf(table, { __typename: { S: 'Actor' }, name: { S: 'Weaver' } })).toEqual({ name: 'Weaver' });
    const reader = new StreamRecordReader(table);
    reader.read(streamRecord(1, { after: { pk: { S: 'a' }, ...item } }));
    expect(reader.takeDropped()).toEqual({ 'film._etag': 1 });
  });

  test('the time to live', () => {
    const table = tableOf({ fields: { expiresAt: integer({ attribute: '_ttl' }) } }, { timeToLive: '_ttl' });
    expect(rowOf(table, { _ttl: { N: '1702592000' } })).toEqual({ expiresAt: 1_702_592_000 });
  });
});

describe('what names the row’s field', () => {
  test('a part of a key template: the key spells it out, whatever its attribute holds', () => {
    const table = tableOf({ recognise: { pk: 'USER#{id}' }, fields: { id: keyword({ attribute: 'user-id' }) } });
    expect(rowOf(table, { pk: { S: 'USER#7' }, 'user-id': { S: 'other' } })).toEqual({ id: '7' });
  });

  test('a field policy', () => {
    const [fields, policy] = [
      { id: keyword({ attribute: 'pk' }), mail: keyword({ attribute: 'e-mail' }) },
      { mail: 'drop' as const },
    ];
    expect(rowOf(tableOf({ fields, policy }), { 'e-mail': { S: 'a@b' } })).toEqual({ id: 'a' });
    expect(problemsOf({ fields, policy: { 'e-mail': 'drop' } })).toContain('policy of e-mail: there is no such field');
  });

  test('a policy of the key: its hash stands in the document’s key as well', () => {
    const table = tableOf({ fields: { person: keyword({ attribute: 'pk' }) }, policy: { person: 'hash' } });
    const recognised = new Recogniser(table, (value) => `hash of ${value}`).recognise({ pk: { S: 'ann' } });
    expect(recognised?.key).toBe('hash of ann');
    const refused = (policy: EntityPolicy): string =>
      problemsOf({ fields: { person: keyword({ attribute: 'pk' }) }, policy });
    expect(refused({ person: 'drop' })).toContain('policy of person: it is part of the key');
    expect(refused({ person: 'hash' })).toBe('');
  });

  test('a field that holds a key whole of which a template’s part is hashed needs a policy, too', () => {
    const fields = { id: keyword(), whole: keyword({ attribute: 'pk' }) };
    const problems = problemsOf({ recognise: { pk: 'USER#{id}' }, fields, policy: { id: 'hash' } });
    expect(problems).toContain('entity thing, field whole: it holds a key of which a part is hashed');
  });

  test('so no field that is read from elsewhere may have the name of the table’s key', () => {
    expect(problemsOf({ fields: { pk: keyword({ attribute: 'other' }) } })).toContain(
      'entity thing, field pk: it has the name of the table\'s key and is read from "other"',
    );
  });

  test('a masked or hashed field keeps its attribute', () => {
    const { fields } = publishedEntity(
      defineEntity({
        name: 'thing',
        recognise: 'every-item',
        fields: { mail: optional(text({ attribute: 'e-mail' })) },
        policy: { mail: 'hash' },
      }),
    );
    expect(fields.mail?.headwater).toMatchObject({ kind: 'text', attribute: 'e-mail' });
  });
});
