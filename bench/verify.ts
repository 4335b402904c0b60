/**
 * How long verify takes for a million rows, and how much memory, on a running local cloud: its table, and a real OpenSearch.
 *
 *     node bench/verify.ts [rows]     on what HEADWATER_PORT and HEADWATER_OPENSEARCH_PORT name (npx headwater up)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { collectEarly } from '../cli/collect-early.ts';
import { createDiskJoin } from '../shared/adapters/disk/key-join.ts';
import { createDynamoDbItemSource } from '../shared/adapters/dynamodb/item-source.ts';
import { createSearchClient } from '../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../shared/adapters/opensearch/search-store.ts';
import { defineEntity } from '../shared/domain/definition/entity.ts';
import { decimal, integer, keyword, text } from '../shared/domain/definition/fields.ts';
import { verifyAll } from '../shared/runtime/verify/verify.ts';

const ENTITY = 'verify-bench';
const TABLE = 'verify-bench';
const endpoint = `http://127.0.0.1:${process.env['HEADWATER_OPENSEARCH_PORT'] ?? 9201}`;
const cloudEndpoint = `http://127.0.0.1:${process.env['HEADWATER_PORT'] ?? 4566}`;
const rows = Number(process.argv[2] ?? 1_000_000);
/** What a request may have at most (API_BatchWriteItem). */
const BATCH = 25;
const BULK = 5_000;
/** Every so many rows one is missing in the index. */
const MISSING_EVERY = 100_000;

const row = defineEntity({
  name: ENTITY,
  recognise: 'every-item',
  fields: { id: keyword(), title: text(), genre: keyword(), year: integer(), votes: integer(), price: decimal(10, 2) },
});
const table = { name: 'bench', entities: [row], partitionKey: { name: 'id', type: 'string' as const } };
const idOf = (n: number): string => `row-${String(n).padStart(9, '0')}`;
const rowOf = (n: number) => {
  return {
    id: idOf(n),
    title: `The film of ${n}`,
    genre: n % 3 ? 'Drama' : 'Comedy',
    year: 1950 + (n % 70),
    votes: n,
    price: n % 100,
  };
};

const itemOf = (n: number) => {
  const { id, title, genre, year, votes, price } = rowOf(n);
  return {
    id: { S: id },
    title: { S: title },
    genre: { S: genre },
    year: { N: `${year}` },
    votes: { N: `${votes}` },
    price: { N: `${price}` },
  };
};

function cloud(): DynamoDBClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new DynamoDBClient({ endpoint: cloudEndpoint, region: 'us-east-1', credentials });
}

/** A new table without a stream: what is loaded is of no interest to a pipeline. */
async function loadTable(): Promise<void> {
  const client = cloud();
  await dropTable(client);
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await inLanes(BATCH, async (first, end) => {
    const puts = numbers(first, end).map((n): WriteRequest => ({ PutRequest: { Item: itemOf(n) } }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the local cloud never leaves items unprocessed');
  });
  client.destroy();
}

async function dropTable(client: DynamoDBClient): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: TABLE })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
}

function numbers(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** All rows in batches, a few batches side by side. */
async function inLanes(size: number, run: (first: number, end: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < rows) {
      const first = next;
      next += size;
      await run(first, Math.min(first + size, rows));
    }
  };
  await Promise.all([lane(), lane(), lane()]);
}

async function loadIndex(): Promise<void> {
  const client = createSearchClient(endpoint, { requestTimeoutMs: 120_000 });
  const store = createOpenSearchStore({ client });
  await store.prepare([row]);
  await store.clear(row);
  await inLanes(BULK, async (first, end) => {
    let lines = '';
    for (const n of numbers(first, end)) {
      if (n % MISSING_EVERY === MISSING_EVERY - 1) continue;
      const marks = { p: `2026-11-01T09:00:00.000/${String(n).padStart(40, '0')}`, at: 1_700_000_000_000, del: false };
      lines += `{"index":{"_id":"${idOf(n)}"}}\n${JSON.stringify({ ...rowOf(n), _sync: { ...marks, key: idOf(n) } })}\n`;
    }
    await client.transport.request({
      method: 'POST',
      path: `/${ENTITY}-write/_bulk`,
      bulkBody: Buffer.from(lines),
      querystring: { filter_path: 'errors' },
    });
  });
  await client.close();
}

async function compare(): Promise<void> {
  // As the command begins: with all of its modules loaded, which is most of what it takes for a small table.
  await import('../cli/commands/verify.ts');
  collectEarly();
  const dynamoDb = cloud();
  const source = createDynamoDbItemSource({ client: dynamoDb, definition: table, tableName: TABLE });
  const client = createSearchClient(endpoint);
  const start = performance.now();
  const [kept] = (
    await verifyAll({
      copies: [{ consumer: 'search', entity: ENTITY, store: createOpenSearchStore({ client }), expects: (one) => one }],
      tables: [{ ...source, entities: new Set([ENTITY]) }],
      graceMs: 1_000,
      marginMs: 60_000,
      now: Date.now,
      makeJoin: (sides) => createDiskJoin({ sides }),
    })
  ).copies;
  const seconds = (performance.now() - start) / 1_000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  console.log(
    `${kept?.rows} rows, ${kept?.differences} missing found (${Math.floor(rows / MISSING_EVERY)} planted): ${seconds.toFixed(1)} s, ` +
      `${Math.round(rows / seconds)} rows/s, ${cpu.toFixed(1)} s of CPU, ${Math.round(maxRSS / 1024)} MB at most`,
  );
  await client.close();
  dynamoDb.destroy();
}

/** Each part in a process of its own: what is measured is the comparison alone. */
async function inProcess(part: string): Promise<void> {
  const [code] = (await once(fork(import.meta.filename, [String(rows), part]), 'exit')) as [number];
  if (code !== 0) throw new Error(`${part} ended with ${code}`);
}

switch (process.argv[3] ?? 'all') {
  case 'load':
    await Promise.all([loadTable(), loadIndex()]);
    break;
  case 'compare':
    await compare();
    break;
  default: {
    await inProcess('load');
    await inProcess('compare');
    const client = cloud();
    await dropTable(client);
    client.destroy();
    await createSearchClient(endpoint).transport.request({ method: 'DELETE', path: `/${ENTITY}-*` });
  }
}
