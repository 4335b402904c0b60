/** A table in memory, and a real one: needs the local cloud, or any cloud at AWS_ENDPOINT_URL. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../fixtures/shop/headwater.config.ts';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { MemoryItemSource } from '../../shared/adapters/memory/item-source.ts';
import { tableOf } from '../../shared/domain/definition/lookup.ts';
import type { ItemSource, SourceRow } from '../../shared/ports/item-source.ts';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { emulatorSettings } from './queue.ts';

interface OpenSource {
  readonly source: ItemSource;
  close(): Promise<void>;
}

const FILMS = Array.from({ length: 110 }, (_, index) => `f${index}`);
const UNTITLED = film('untitled', { title: { NULL: true } });
const STRANGER = { pk: { S: 'CUSTOMER#1' }, sk: { S: 'PROFILE' } };

itemSourceContract('memory', () => {
  const source = new MemoryItemSource();
  const base = { entity: 'film', readAt: 0, status: 'row' } as const;
  for (const id of FILMS) {
    source.rows.set(id, { ...base, key: id, row: { id, title: `Film ${id}`, releaseDate: '1998-06-12', price: 9.99 } });
  }
  const invalid = { code: 'HW_ROW_INVALID', message: 'film untitled: /title must be string', field: '/title' } as const;
  source.rows.set('untitled', { status: 'rejected', entity: 'film', key: 'untitled', reason: invalid });
  const unknown = { code: 'HW_ENTITY_UNKNOWN', message: 'no entity recognises it' } as const;
  source.rows.set('customer', { status: 'rejected', key: 'CUSTOMER#1|PROFILE', reason: unknown });
  return Promise.resolve({ source, close: () => Promise.resolve() });
});

itemSourceContract('DynamoDB', async () => {
  const client = new DynamoDBClient(emulatorSettings);
  const TableName = `contract-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  for (const run of chunks([...FILMS.map((id) => film(id)), UNTITLED, STRANGER], () => 0, {
    count: 25,
    bytes: Infinity,
  })) {
    const puts = run.map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
  }
  return {
    source: createDynamoDbItemSource({ client, definition: tableOf(config, 'shop'), tableName: TableName }),
    close: async () => {
      await client.send(new DeleteTableCommand({ TableName }));
    },
  };
});

/** What every ItemSource promises. */
function itemSourceContract(name: string, open: () => Promise<OpenSource>): void {
  describe(`item source: ${name}`, () => {
    let opened: OpenSource;
    let before = 0;
    const items: SourceRow[] = [];
    beforeAll(async () => {
      opened = await open();
      before = Date.now();
      for await (const item of opened.source.scan()) items.push(item);
    });
    afterAll(() => opened.close());

    test('every item is read once', () => {
      const keys = items.map(({ key }) => key);

      expect(keys.toSorted()).toEqual([...FILMS, 'untitled', 'CUSTOMER#1|PROFILE'].toSorted());
    });

    test('a row is what its entity sees, with the time just before it was read', () => {
      const row = items.find(({ key }) => key === 'f7');

      expect(row).toMatchObject({ status: 'row', entity: 'film', row: { id: 'f7', price: 9.99, title: 'Film f7' } });
      expect(row?.status === 'row' && row.readAt >= before && row.readAt <= Date.now()).toBe(true);
    });

    test('what does not fit its schema says why', () => {
      expect(items.find(({ key }) => key === 'untitled')).toMatchObject({
        status: 'rejected',
        reason: { field: '/title' },
      });
    });

    test('segments together are the whole table, each in pages that go on where the last one ended', async () => {
      const keys: string[] = [];
      let capacity = 0;
      for (const segment of [0, 1, 2]) {
        let from: string | undefined;
        do {
          const page = await opened.source.scanPage({ segment, totalSegments: 3 }, { limit: 7, from });
          expect(page.rows.length).toBeLessThanOrEqual(7);
          keys.push(...page.rows.map(({ key }) => key));
          capacity += page.capacity;
          from = page.next;
        } while (from !== undefined);
      }

      expect(keys.toSorted()).toEqual([...FILMS, 'untitled', 'CUSTOMER#1|PROFILE'].toSorted());
      expect(capacity).toBeGreaterThan(0);
    });

    test('rows are read by their document keys, in the order asked for, each with the time before its read', async () => {
      const keys = [...FILMS.toReversed(), 'untitled', 'no such film', 'f7'];
      const start = Date.now();

      const reads = await opened.source.read('film', keys);

      expect(reads.map(({ key }) => key)).toEqual(keys);
      expect(reads.map(({ status }) => status)).toEqual([...FILMS.map(() => 'row'), 'rejected', 'absent', 'row']);
      expect(reads.at(-1)).toMatchObject({ entity: 'film', row: { id: 'f7', title: 'Film f7' } });
      const times = reads.map((read) => ('readAt' in read ? read.readAt : 0));
      expect(times.every((time) => time >= start && time <= Date.now())).toBe(true);
    });

    test('a hashed key cannot be read, and says so', async () => {
      expect(await opened.source.read('film', ['~abc'])).toEqual([
        { entity: 'film', key: '~abc', status: 'unreadable' },
      ]);
    });

    test('what no entity recognises is named by its primary key', () => {
      expect(items.find(({ key }) => key === 'CUSTOMER#1|PROFILE')).toMatchObject({
        reason: { code: 'HW_ENTITY_UNKNOWN' },
      });
    });
  });
}
