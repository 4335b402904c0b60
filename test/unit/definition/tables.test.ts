import { expect, test } from 'vitest';
import { definition, entity, problemsOf, withTable } from './wrong.ts';

const film = entity({});

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'undefined among the tables',
    () => definition({ tables: [undefined] }),
    [
      'table number 1 is missing: give defineTable({ name, partitionKey, entities })',
      'no tables: give at least one defineTable({ ... })',
      "consumer lake: entity film belongs to no table: add it to a table's entities",
    ],
  ],
  [
    'table without name',
    () => withTable({ name: undefined }),
    ["table number 1: name is missing: give a name of lower-case words joined by hyphens, such as 'film-stock'"],
  ],
  [
    'a word that unknownItems has not',
    () => withTable({ unknownItems: 'skip' }),
    ["table shop: unknownItems is \"skip\": write 'ignore', 'reject' or 'reject-whole'"],
  ],
  [
    'a misspelt word',
    () => withTable({ unknownItems: 'rejct' }),
    ['table shop: unknownItems is "rejct": did you mean \'reject\'?'],
  ],
  [
    "DynamoDB\\'s own letter as the key\\'s type",
    () => withTable({ partitionKey: { name: 'pk', type: 'S' } }),
    ['table shop: partitionKey.type is "S": did you mean \'string\'?'],
  ],
  [
    'a type that no key can have',
    () => withTable({ partitionKey: { name: 'pk', type: 'map' } }),
    ["table shop: partitionKey.type is \"map\": write 'string', 'number' or 'binary'"],
  ],
  [
    'a key that is a name only',
    () => withTable({ partitionKey: 'pk' }),
    ["table shop: partitionKey is \"pk\": give { name: 'pk', type: 'string' }"],
  ],
  [
    'no partition key',
    () => withTable({ partitionKey: undefined }),
    ["table shop: partitionKey is missing: give { name: 'pk', type: 'string' }"],
  ],
  [
    "DynamoDB\\'s old name of the partition key",
    () => withTable({ partitionKey: undefined, hashKey: { name: 'pk', type: 'string' } }),
    ['table shop: hashKey is no setting: did you mean partitionKey?'],
  ],
  [
    "a key\\'s setting in other case",
    () => withTable({ partitionKey: { Name: 'pk', type: 'string' } }),
    ['table shop: partitionKey.Name is no setting: did you mean name?'],
  ],
  [
    'one attribute as both keys',
    () => withTable({ sortKey: { name: 'pk', type: 'string' } }),
    ['table shop: sortKey is the attribute of partitionKey: name another, or leave it out'],
  ],
  [
    'ttl instead of timeToLive',
    () => withTable({ ttl: 'x' }),
    ['table shop: ttl is no setting: did you mean timeToLive?'],
  ],
  [
    'a TTL that names no attribute',
    () => withTable({ timeToLive: true }),
    ["table shop: timeToLive is true: give the attribute's name"],
  ],
  [
    'an existing table without its stream',
    () => withTable({ existing: { tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop' } }),
    [
      "table shop: existing.streamArn is missing: copy it from the table's page, Exports and streams: <table's ARN>/stream/<time>",
    ],
  ],
  [
    'an existing table as text',
    () => withTable({ existing: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop' }),
    ['table shop: existing is "arn:aws:dynamodb:eu-west-1:123456789012:table/shop": give { tableArn, streamArn }'],
  ],
  [
    'a name instead of an ARN',
    () =>
      withTable({
        existing: {
          tableArn: 'shop',
          streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop/stream/2026-11-29T10:00:00.000',
        },
      }),
    [
      'table shop: existing.tableArn is "shop": copy it from the table\'s page: arn:aws:dynamodb:<region>:<account>:table/<name>',
    ],
  ],
  [
    "the table\\'s ARN as its stream\\'s",
    () =>
      withTable({
        existing: {
          tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop',
          streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop',
        },
      }),
    [
      'table shop: existing.streamArn is "arn:aws:dynamodb:eu-west-1:123456789012:table/shop": copy it from the table\'s page, Exports and streams: <table\'s ARN>/stream/<time>',
    ],
  ],
  [
    'the stream of another table',
    () =>
      withTable({
        existing: {
          tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop',
          streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/other/stream/1',
        },
      }),
    ["table shop: existing.streamArn is no stream of existing.tableArn: copy both from the table's page"],
  ],
  [
    'entities as an object',
    () => withTable({ entities: { film } }),
    ['table shop: entities is an object: give a list of entities, such as [film, stock]'],
  ],
  [
    'the name of an entity',
    () => withTable({ entities: ['film'] }),
    ['table shop: entities[0] is "film": give the entity itself, not its name'],
  ],
  [
    'undefined among the entities',
    () => withTable({ entities: [undefined] }),
    [
      'table shop: entities[0] is undefined: give an entity made by defineEntity({ ... }); if it is one, two files import each other: move it into a file of its own',
    ],
  ],
  [
    'a table without entities',
    () => withTable({ entities: [] }),
    ['table shop: no entities: give at least one defineEntity({ ... })'],
  ],
];

test.each(MISTAKES)('of a table: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
