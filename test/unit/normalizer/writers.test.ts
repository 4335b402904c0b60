/** Items as the usual libraries write them, each with names that no field can have. */
import { expect, test } from 'vitest';
import type { Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../../shared/adapters/dynamodb/item-source.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import {
  boolean,
  double,
  integer,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../../shared/domain/definition/fields.ts';
import { defineTable, type TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import type { Json } from '../../../shared/domain/row/json.ts';
import { streamRecord } from '../../support/stream-records.ts';

interface Written {
  readonly entity: Omit<EntityDefinition, 'name'>;
  readonly table?: Partial<TableDefinition>;
  readonly item: Item;
  readonly row: Json;
}

const PK_SK: Partial<TableDefinition> = { sortKey: { name: 'sk', type: 'string' } };
const AT = '2026-11-30T01:02:03.004Z';

const WRITERS: Readonly<Record<string, Written>> = {
  'Amplify DataStore': {
    entity: {
      recognise: { attribute: '__typename', equals: 'Todo' },
      fields: {
        id: keyword(),
        name: text(),
        version: integer({ attribute: '_version' }),
        changedAt: integer({ attribute: '_lastChangedAt' }),
        deleted: optional(boolean({ attribute: '_deleted' })),
        expiresAt: optional(integer({ attribute: '_ttl' })),
        type: keyword({ attribute: '__typename' }),
      },
    },
    table: { partitionKey: { name: 'id', type: 'string' }, timeToLive: '_ttl' },
    item: {
      id: { S: 't1' },
      name: { S: 'Buy milk' },
      __typename: { S: 'Todo' },
      _version: { N: '3' },
      _lastChangedAt: { N: '1700000000000' },
      _deleted: { BOOL: true },
      _ttl: { N: '1702592000' },
    },
    row: {
      id: 't1',
      name: 'Buy milk',
      version: 3,
      changedAt: 1_700_000_000_000,
      deleted: true,
      expiresAt: 1_702_592_000,
      type: 'Todo',
    },
  },
  OneTable: {
    entity: {
      recognise: { attribute: '_type', equals: 'User' },
      fields: {
        type: keyword({ attribute: '_type' }),
        email: keyword(),
        created: timestamp(),
        byMail: keyword({ attribute: 'gs1pk' }),
      },
    },
    table: PK_SK,
    item: {
      pk: { S: 'user#ann@b.de' },
      sk: { S: 'user#' },
      _type: { S: 'User' },
      email: { S: 'ann@b.de' },
      created: { S: AT },
      gs1pk: { S: 'email#ann@b.de' },
    },
    row: { type: 'User', email: 'ann@b.de', created: AT, byMail: 'email#ann@b.de' },
  },
  ElectroDB: {
    entity: {
      recognise: { pk: '$taskapp#taskid_{taskId}', sk: '$tasks_1#project_{project}' },
      fields: {
        taskId: keyword(),
        project: keyword(),
        model: keyword({ attribute: '__edb_e__' }),
        modelVersion: keyword({ attribute: '__edb_v__' }),
        points: integer(),
      },
    },
    table: PK_SK,
    item: {
      pk: { S: '$taskapp#taskid_7' },
      sk: { S: '$tasks_1#project_home' },
      taskId: { S: '7' },
      project: { S: 'home' },
      points: { N: '5' },
      __edb_e__: { S: 'tasks' },
      __edb_v__: { S: '1' },
    },
    row: { taskId: '7', project: 'home', model: 'tasks', modelVersion: '1', points: 5 },
  },
  'dynamodb-toolbox': {
    entity: {
      recognise: { attribute: '_et', equals: 'Pokemon' },
      fields: {
        entity: keyword({ attribute: '_et' }),
        created: timestamp({ attribute: '_ct' }),
        modified: timestamp({ attribute: '_md' }),
        level: integer({ attribute: 'lvl' }),
      },
    },
    item: { pk: { S: 'pikachu' }, _et: { S: 'Pokemon' }, _ct: { S: AT }, _md: { S: AT }, lvl: { N: '42' } },
    row: { entity: 'Pokemon', created: AT, modified: AT, level: 42 },
  },
  PynamoDB: {
    entity: {
      recognise: { attribute: 'cls', equals: 'Office' },
      fields: {
        officeId: keyword({ attribute: 'pk' }),
        kind: keyword({ attribute: 'cls' }),
        people: list(
          object({ firstName: keyword({ attribute: 'fname' }), lastName: keyword({ attribute: 'l-name' }) }),
        ),
        address: object({ zip: keyword({ attribute: 'zip.code' }) }, { attribute: 'office address' }),
        tags: list(keyword(), { attribute: 'tags:set' }),
        version: integer({ attribute: '_version' }),
      },
    },
    item: {
      pk: { S: 'o1' },
      cls: { S: 'Office' },
      people: { L: [{ M: { fname: { S: 'Ann' }, 'l-name': { S: 'Berg' } } }] },
      'office address': { M: { 'zip.code': { S: '1000' } } },
      'tags:set': { SS: ['b', 'a'] },
      _version: { N: '1' },
    },
    row: {
      officeId: 'o1',
      kind: 'Office',
      people: [{ firstName: 'Ann', lastName: 'Berg' }],
      address: { zip: '1000' },
      tags: ['a', 'b'],
      version: 1,
    },
  },
  'a spreadsheet': {
    entity: {
      recognise: 'every-item',
      fields: {
        beakLength: double({ attribute: 'Beak Length (mm)' }),
        size: integer({ attribute: 'größe' }),
        firstName: keyword({ attribute: 'first-name' }),
        empty: optional(keyword({ attribute: ' ' })),
      },
    },
    item: { pk: { S: '1' }, 'Beak Length (mm)': { N: '39.1' }, größe: { N: '1' }, 'first-name': { S: 'a' } },
    row: { beakLength: 39.1, size: 1, firstName: 'a' },
  },
};

test.each(Object.entries(WRITERS))('%s: every attribute is declared, and the row is right', (_, written) => {
  const entity = defineEntity({ name: 'thing', ...written.entity });
  const partitionKey = { name: 'pk', type: 'string' } as const;
  const table = defineTable({ name: 'things', partitionKey, entities: [entity], ...written.table });
  defineHeadwater({ name: 'things', tables: [table], consumers: [] });

  expect(rowReader(table)(written.item, 0)).toMatchObject({ status: 'row', row: written.row });
  const reader = new StreamRecordReader(table);
  expect(reader.read(streamRecord(1, { after: written.item }))).toMatchObject({ changes: [{ after: written.row }] });
  expect(reader.takeDropped()).toEqual({});
});
