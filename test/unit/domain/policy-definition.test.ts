import { expect, test } from 'vitest';
import { mappings } from '../../../shared/dialects/opensearch/mapping.ts';
import { glueColumns } from '../../../shared/dialects/glue/columns.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import {
  boolean,
  date,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
} from '../../../shared/domain/definition/fields.ts';
import { defineConsumer, type Consumer, type TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import { mask, type EntityPolicy } from '../../../shared/domain/definition/policy.ts';
import { publishedEntity } from '../../../shared/domain/definition/published-entity.ts';
import { rowSchema } from '../../../shared/domain/schema/row-schema.ts';

const definition = {
  name: 'person',
  recognise: { pk: 'PERSON#{id}', sk: 'PERSON' },
  fields: {
    id: keyword(),
    email: text({ minLength: 5, description: 'Where we write to.' }),
    ssn: optional(keyword()),
    salary: optional(integer({ search: false })),
    born: optional(date({ column: false })),
    aliases: list(text()),
    member: boolean(),
    address: object(
      { street: text(), zip: keyword(), floor: integer() },
      { search: { type: 'nested', properties: { street: { type: 'text' } } } },
    ),
    notes: optional(json()),
  },
} as const satisfies EntityDefinition;

function personWith(policy: EntityPolicy) {
  return defineEntity({ ...definition, policy });
}

function deploymentOf(
  entity: ReturnType<typeof personWith>,
  table: Partial<TableDefinition> = {},
  ...more: Consumer[]
) {
  const consumer = defineConsumer({ type: 'search', name: 'search', entities: [entity] });
  return () =>
    defineHeadwater({
      name: 'people',
      tables: [
        {
          name: 'people',
          partitionKey: { name: 'pk', type: 'string' },
          sortKey: { name: 'sk', type: 'string' },
          entities: [entity],
          ...table,
        },
      ],
      consumers: [consumer, ...more],
    });
}

test('mapping, columns and schema of what is published follow the policy', () => {
  const policy = {
    email: 'hash',
    ssn: 'drop',
    salary: 'hash',
    born: mask(),
    aliases: mask({ keepFirst: 1 }),
    'address.street': 'drop',
    'address.floor': 'hash',
    notes: 'drop',
  } as const;
  const published = publishedEntity(personWith(policy));

  const exact = { type: 'keyword', ignore_above: 8191 };
  expect(mappings(published)).toMatchObject({
    properties: {
      email: exact,
      born: exact,
      aliases: exact,
      member: { type: 'boolean' },
      address: { type: 'nested', properties: { zip: exact, floor: exact } },
    },
  });
  expect(JSON.stringify(mappings(published))).not.toMatch(/ssn|salary|street|notes/);
  expect(glueColumns(published).filter(({ name }) => !name.startsWith('_'))).toEqual([
    { name: 'id', type: 'string' },
    { name: 'email', type: 'string' },
    { name: 'salary', type: 'string' },
    { name: 'aliases', type: 'array<string>' },
    { name: 'member', type: 'boolean' },
    { name: 'address', type: 'struct<zip:string,floor:string>' },
  ]);
  expect(rowSchema(published)).toMatchObject({
    properties: { email: { type: 'string', description: 'Where we write to.' } },
    required: ['id', 'email', 'aliases', 'member', 'address'],
  });
});

test("a consumer's entities are what it sees, a table's what lies in the table", () => {
  const person = personWith({ ssn: 'drop' });
  const audit = defineConsumer({
    type: 'analytics',
    name: 'analytics',
    entities: [person],
    policy: { person: { email: 'drop' } },
  });

  const { tables, consumers } = deploymentOf(person, {}, audit)();

  const fieldsOf = (owner: { entities: readonly { fields: object }[] } | undefined) =>
    Object.keys(owner?.entities[0]?.fields ?? {});
  expect(fieldsOf(tables[0])).toContain('ssn');
  expect(fieldsOf(consumers[0])).toEqual(expect.arrayContaining(['email']));
  expect(fieldsOf(consumers[0])).not.toContain('ssn');
  expect(fieldsOf(consumers[1])).not.toContain('email');
});

const consumerPolicy = (policy: Readonly<Record<string, EntityPolicy>>): Consumer => {
  return { type: 'analytics', name: 'analytics', entities: [plain], policy };
};
const plain = personWith({});
const withKeyField = defineEntity({
  ...definition,
  fields: { ...definition.fields, pk: keyword() },
  policy: { id: 'hash' },
});

test.each([
  ['a field that is not there', deploymentOf(personWith({ emial: 'hash' })), 'policy of emial: there is no such field'],
  [
    'a path that leads nowhere',
    deploymentOf(personWith({ 'address.city': 'drop' })),
    'policy of address.city: there is',
  ],
  ['a hashed object', deploymentOf(personWith({ address: 'hash' })), 'name the fields inside it'],
  ['a hashed yes or no', deploymentOf(personWith({ member: 'hash' })), 'a boolean can only be dropped'],
  ['masked JSON', deploymentOf(personWith({ notes: mask() })), 'a json can only be dropped'],
  [
    'a mask that shows a half',
    deploymentOf(personWith({ email: mask({ keepLast: -1 }) })),
    'whole numbers from 0 to 16',
  ],
  ['two policies for one value', deploymentOf(personWith({ address: 'drop', 'address.zip': 'hash' })), 'already'],
  ['a dropped key', deploymentOf(personWith({ id: 'drop' })), 'policy of id: it is part of the key'],
  ['a field with the whole key', deploymentOf(withKeyField), 'field pk: it holds a key of which a part is hashed'],
  [
    'whole items in letters',
    deploymentOf(personWith({ ssn: 'drop' }), { unknownItems: 'reject-whole' }),
    "use 'reject'",
  ],
  ['a stranger', deploymentOf(plain, {}, consumerPolicy({ film: {} })), 'it does not subscribe to that entity'],
  [
    'a key for one consumer',
    deploymentOf(plain, {}, consumerPolicy({ person: { id: 'drop' } })),
    'id stands in the key',
  ],
  [
    'a history that two write',
    deploymentOf(plain, {}, consumerPolicy({ person: { email: 'drop' } }), {
      type: 'analytics',
      name: 'more',
      entities: [plain],
    }),
    'an analytics consumer protects it',
  ],
])('%s is refused: where, and what to do', (_, define, message) => {
  expect(define).toThrow(message);
});
