import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { createDynamoDbItemSource } from '../../../shared/adapters/dynamodb/item-source.ts';
import { itemKeyOf } from '../../../shared/adapters/dynamodb/item-key.ts';
import { readItems } from '../../../shared/adapters/dynamodb/read-items.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import { film, stock } from '../../fixtures/shop/entities.ts';
import { scriptedService, type Script } from '../../support/scripted-service.ts';

interface BatchGet {
  readonly RequestItems: Record<string, { readonly Keys: readonly Record<string, unknown>[] }>;
}

const keys = ['a', 'b', 'c'].map((id) => ({ pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } }));
const shop = tableOf(config, 'shop');
let close = (): Promise<unknown> => Promise.resolve();
afterEach(() => close());

async function read(script: Script) {
  const service = await scriptedService(script);
  ({ close } = service);
  const client = new DynamoDBClient(service.settings);
  const pauses: number[] = [];
  const pause = (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  const reading = readItems(keys, { client, tableName: 'shop', random: () => 1, pause });
  return { reading, requests: service.requests, pauses };
}

const asked = (request: BatchGet): readonly Record<string, unknown>[] => request.RequestItems['shop']?.Keys ?? [];

test('what a request leaves out is asked for again, later each time, and only that', async () => {
  const { reading, requests, pauses } = await read((_, request: BatchGet, attempt) => {
    const [first, ...left] = asked(request);
    return {
      Responses: { shop: [first] },
      UnprocessedKeys: attempt < 3 && left.length > 0 ? { shop: { Keys: left } } : {},
    };
  });

  const found = await reading;

  expect(requests.map(({ body }) => asked(body as BatchGet).length)).toEqual([3, 2, 1]);
  expect(pauses).toEqual([100, 200]);
  expect([...found.values()].map(({ item }) => item !== undefined)).toEqual([true, true, true]);
});

test('a throttled request is tried again; a table that goes on refusing is an error that says so', async () => {
  const once = await read((_, request: BatchGet, attempt) =>
    attempt === 1 ? 'ProvisionedThroughputExceededException' : { Responses: { shop: asked(request) } },
  );
  expect((await once.reading).size).toBe(3);
  await close();

  const always = await read(() => 'ThrottlingException');
  await expect(always.reading).rejects.toMatchObject({ code: 'HW_TABLE_THROTTLED' });
});

test('a page of a throttled table says that it was throttled', async () => {
  const service = await scriptedService(() => 'ProvisionedThroughputExceededException');
  ({ close } = service);
  const client = new DynamoDBClient(service.settings);
  const source = createDynamoDbItemSource({ client, definition: shop, tableName: 'shop' });

  const page = source.scanPage({ segment: 0, totalSegments: 1 });

  await expect(page).rejects.toMatchObject({ code: 'HW_TABLE_THROTTLED' });
});

test('an item that has become one of another entity is absent as what it was', async () => {
  const moved = { pk: { S: 'FILM#a' }, sk: { S: 'FILM' } };
  const service = await scriptedService(() => ({ Responses: { shop: [moved] } }));
  ({ close } = service);
  const every = { ...stock, recognise: { attribute: 'type', equals: 'stock' } } as const;
  const table = { ...shop, entities: [every], unknownItems: 'reject' } as const;
  const source = createDynamoDbItemSource({
    client: new DynamoDBClient(service.settings),
    definition: table,
    tableName: 'shop',
  });

  expect(await source.read('stock', ['FILM#a|FILM'])).toMatchObject([{ status: 'absent' }]);
});

test('the item of a document key', () => {
  expect(itemKeyOf(shop, film, 'a%7Cb')).toEqual({ pk: { S: 'FILM#a|b' }, sk: { S: 'FILM' } });
  expect(itemKeyOf(shop, stock, 'f1|osaka')).toEqual({ pk: { S: 'FILM#f1' }, sk: { S: 'STOCK#osaka' } });
  expect(itemKeyOf(shop, film, '~sha')).toBe('unreadable');
  expect(itemKeyOf(shop, stock, 'f1')).toBe('impossible');
  expect(itemKeyOf(shop, film, '100%')).toBe('impossible');
  const numbered = { ...shop, partitionKey: { name: 'id', type: 'number' } } as const;
  const { sortKey: _, ...byNumber } = numbered;
  const every = { ...film, recognise: 'every-item' } as const;
  expect(itemKeyOf(byNumber, every, '12.5')).toEqual({ id: { N: '12.5' } });
  expect(itemKeyOf(byNumber, every, 'twelve')).toBe('impossible');
  // A request with such a key is refused whole, with the keys beside it.
  expect(itemKeyOf(byNumber, every, '1'.repeat(39))).toBe('impossible');
});
