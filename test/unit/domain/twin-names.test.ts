/** Two names that would become one elsewhere are refused at synth, naming both and the fix. */
import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import { boolean, integer, keyword, list, object, optional } from '../../../shared/domain/definition/fields.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../../shared/domain/definition/headwater.ts';

const [shop] = config.tables as [TableDefinition];
const recognise = { pk: 'X#{id}', sk: 'X' };
const named = (name: string) =>
  defineEntity({ name, recognise: { pk: `${name}#{id}`, sk: 'X' }, fields: { id: keyword() } });

function problemsOf(fields: FieldSet, more: Partial<EntityDefinition> = {}): string {
  const entity = defineEntity({ name: 'x', recognise, fields: { id: keyword(), ...fields }, ...more });
  return messageOf({ ...config, tables: [{ ...shop, entities: [entity] }], consumers: [], queries: [] });
}

function messageOf(definition: HeadwaterDefinition): string {
  try {
    defineHeadwater(definition);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
}

const word = () => optional(keyword());

test.each<[string, FieldSet, string]>([
  [
    'a hyphen and an underscore',
    { tags: optional(object({ 'aws-name': word(), aws_name: word() })) },
    'tags.aws_name: another field, aws-name, becomes the same analytics column "aws_name"',
  ],
  [
    'upper and lower case, inside',
    { attrs: optional(object({ ID: word(), id: word() })) },
    'attrs.id: another field, ID, becomes',
  ],
  [
    'upper and lower case, outside',
    { aB: word(), ab: word() },
    'field ab: another field, aB, becomes the same analytics column "ab"',
  ],
  [
    'two words of another script',
    { size: object({ 尺寸: word(), 重量: word() }) },
    'size.重量: another field, 尺寸, becomes the same analytics column "__"',
  ],
  [
    'a partition’s name and its column',
    { date: word(), date_: word() },
    'field date_: another field, date, becomes the same analytics column "date_"',
  ],
  [
    'inside a list of objects',
    { lines: list(object({ 'unit price': word(), 'unit.price': word() })) },
    'lines.unit.price: another field, unit price',
  ],
  [
    'three levels down',
    { a: object({ b: list(object({ c: object({ D: word(), d: word() }) })) }) },
    'field a.b.c.d: another field, D',
  ],
])('%s', (_, fields, expected) => {
  expect(problemsOf(fields)).toContain(`entity x, field ${expected.replace(/^field /, '')}`);
  expect(problemsOf(fields)).toContain(
    "(with the option attribute: '<its name in the item>'), or set column: false on one",
  );
});

test.each<[string, FieldSet]>([
  ['outside', { aB: keyword({ column: false }), ab: keyword() }],
  ['inside', { tags: object({ 'aws-name': keyword(), aws_name: keyword({ column: false }) }) }],
  ['of the object around them', { tags: object({ 'aws-name': keyword(), aws_name: keyword() }, { column: false }) }],
  ['of a list’s object', { lines: list(object({ ID: integer(), id: boolean() }), { column: false }) }],
])('column: false frees the name: %s', (_, fields) => {
  expect(problemsOf(fields)).toBe('taken');
});

test('what the entity’s policy drops takes no column', () => {
  expect(problemsOf({ aB: keyword(), ab: keyword() }, { policy: { aB: 'drop' } })).toBe('taken');
  expect(problemsOf({ aB: keyword(), ab: keyword() }, { policy: { aB: 'hash' } })).toContain('another field, aB');
});

test('entities whose tables, and names that resources would share', () => {
  const withEntities = (...names: string[]): HeadwaterDefinition => {
    const entities = names.map(named);
    const analytics: Consumer = { type: 'analytics', name: 'analytics', entities };
    return { ...config, tables: [{ ...shop, entities }], consumers: [analytics], queries: [] };
  };
  expect(messageOf(withEntities('film', 'film-stock'))).toBe('taken');
  expect(messageOf(withEntities('film', 'film-snapshot'))).toContain(
    'entity "film-snapshot" and entity "film" would both make the table film_snapshot: rename one of them',
  );
  expect(messageOf(withEntities('film-2', 'film2'))).toContain(
    'entity "film2" and entity "film-2" would both make the resource Film2',
  );
  expect(messageOf(withEntities('reach-film', 'film'))).toContain('the resource SnapshotReachFilm');
});

test('consumers, tables and queries that resources would share', () => {
  const [search] = config.consumers as [Consumer];
  const sql = 'SELECT 1';
  expect(
    messageOf({
      ...config,
      consumers: [
        { ...search, name: 'a-1' },
        { ...search, name: 'a1', type: 'analytics' },
      ],
      queries: [],
    }),
  ).toContain('consumer "a1" and consumer "a-1"');
  expect(
    messageOf({
      ...config,
      consumers: [
        { ...search, name: 'a' },
        { ...search, name: 'a-rule', type: 'analytics' },
      ],
      queries: [],
    }),
  ).toContain('the alarm ARuleDeadLetters');
  expect(
    messageOf({
      ...config,
      tables: [
        ...config.tables,
        { ...shop, name: 't-1', entities: [named('y')] },
        { ...shop, name: 't1', entities: [named('z')] },
      ],
    }),
  ).toContain('table "t1" and table "t-1"');
  expect(
    messageOf({
      ...config,
      queries: [
        { name: 'top-5', description: '', sql },
        { name: 'top5', description: '', sql },
      ],
    }),
  ).toContain('query "top5" and query "top-5"');
});

test.each<[string, FieldSet, string]>([
  ['empty', { o: object({ '': word() }) }, 'entity x, field o.: OpenSearch takes no empty name'],
  ['a part of white space', { o: object({ 'a.\u001c.b': word() }) }, 'a part of this one is empty or white space'],
  ['a dot', { o: object({ '.': word() }) }, 'a part of this one is empty'],
  ['two dots', { o: object({ 'a..b': word() }) }, 'a part of this one is empty'],
  [
    'a path beside its beginning',
    { o: object({ a: word(), 'a.b': word() }) },
    'field o.a.b: OpenSearch reads dots as a path, and a stands on the same one',
  ],
  ['half a surrogate pair', { o: object({ 'a\ud800': word() }) }, 'field o.a\\ud800: half of a surrogate pair'],
  ['256 bytes', { o: object({ ['ö'.repeat(128)]: word() }) }, 'Glue takes names of at most 255 bytes'],
  ['256 bytes, outside', { ['o'.repeat(256)]: word() }, 'Glue takes names of at most 255 bytes'],
  ['__proto__', { o: object({ ['__proto__']: word() }) }, 'field o.__proto__: JavaScript takes it'],
  [
    '__proto__ that is not seen',
    { o: object({ __proto__: word(), a: word() } as never) },
    'field o.__proto__: JavaScript takes it',
  ],
  ['__proto__ outside', { ['__proto__']: word() }, "a field's name is letters"],
])('a name that cannot be: %s', (_, fields, expected) => {
  expect(problemsOf(fields)).toContain(expected);
});

test('__proto__ outside that is not seen', () => {
  const entity = defineEntity({ name: 'x', recognise, fields: { id: keyword(), __proto__: word() } as never });
  const definition = { ...config, tables: [{ ...shop, entities: [entity] }], consumers: [], queries: [] };
  expect(messageOf(definition)).toContain("entity x, field __proto__: a field's name is letters");
});
