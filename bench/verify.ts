/**
 * How long verify takes for a million rows, and how much memory. The index is a real OpenSearch. The table is a server of
 * canned Scan pages in a process of its own: MiniStack sorts and hashes the whole table for each page of 1 MB, so that
 * reading a million rows there says nothing about ours.
 *
 *     node bench/verify.ts [rows]     needs an OpenSearch at HEADWATER_SEARCH_ENDPOINT (npx headwater up)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDiskJoin } from '../shared/adapters/disk/key-join.ts';
import { createDynamoDbItemSource } from '../shared/adapters/dynamodb/item-source.ts';
import { createSearchClient } from '../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../shared/adapters/opensearch/search-store.ts';
import { defineEntity } from '../shared/domain/definition/entity.ts';
import { decimal, integer, keyword, text } from '../shared/domain/definition/fields.ts';
import { verifyAll } from '../shared/runtime/verify/verify.ts';

const ENTITY = 'verify-bench';
const endpoint = process.env['HEADWATER_SEARCH_ENDPOINT'] ?? 'http://127.0.0.1:9201';
const rows = Number(process.argv[2] ?? 1_000_000);
/** Some 1 MB of items, as DynamoDB cuts its pages. */
const PAGE = 5_000;
const BULK = 5_000;
/** V8 lets garbage pile up to where it is most of the memory; with this it collects, for a third more CPU (at 300,000 rows). */
const HEAP = ['--max-old-space-size=120', '--max-semi-space-size=8'];
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

function itemText(n: number): string {
  const { id, title, genre, year, votes, price } = rowOf(n);
  return `{"id":{"S":"${id}"},"title":{"S":"${title}"},"genre":{"S":"${genre}"},"year":{"N":"${year}"},"votes":{"N":"${votes}"},"price":{"N":"${price}"}}`;
}

/** Answers Scan (segments of neighbouring rows) and BatchGetItem as DynamoDB does. */
async function serveTable(): Promise<void> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(String(request.headers['x-amz-target']).endsWith('.Scan') ? scanAnswer(body) : batchAnswer(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

interface Asked {
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: { readonly id: { readonly S: string } };
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly { readonly id: { readonly S: string } }[] }>
  >;
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Asked;
}

function scanAnswer({ Segment = 0, TotalSegments = 1, ExclusiveStartKey }: Asked): string {
  const [start, end] = [Segment, Segment + 1].map((part) => Math.floor((rows * part) / TotalSegments)) as [
    number,
    number,
  ];
  const first = ExclusiveStartKey ? Number(ExclusiveStartKey.id.S.slice(4)) + 1 : start;
  const last = Math.min(first + PAGE, end);
  const items = Array.from({ length: last - first }, (_, index) => itemText(first + index)).join(',');
  const more = last < end ? `,"LastEvaluatedKey":{"id":{"S":"${idOf(last - 1)}"}}` : '';
  return `{"Items":[${items}],"Count":${last - first},"ScannedCount":${last - first}${more}}`;
}

function batchAnswer({ RequestItems = {} }: Asked): string {
  const keys = Object.values(RequestItems)[0]?.Keys ?? [];
  return `{"Responses":{"bench":[${keys.map(({ id }) => itemText(Number(id.S.slice(4)))).join(',')}]},"UnprocessedKeys":{}}`;
}

async function loadIndex(): Promise<void> {
  const client = createSearchClient(endpoint, { requestTimeoutMs: 120_000 });
  const store = createOpenSearchStore({ client });
  await store.prepare([row]);
  await store.clear(row);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < rows) {
      const first = next;
      next += BULK;
      let lines = '';
      for (let n = first; n < Math.min(first + BULK, rows); n += 1) {
        if (n % MISSING_EVERY === MISSING_EVERY - 1) continue;
        const marks = {
          p: `2026-11-01T09:00:00.000/${String(n).padStart(40, '0')}`,
          at: 1_700_000_000_000,
          del: false,
        };
        lines += `{"index":{"_id":"${idOf(n)}"}}\n${JSON.stringify({ ...rowOf(n), _sync: { ...marks, key: idOf(n) } })}\n`;
      }
      const path = `/${ENTITY}-write/_bulk`;
      await client.transport.request({
        method: 'POST',
        path,
        bulkBody: Buffer.from(lines),
        querystring: { filter_path: 'errors' },
      });
    }
  };
  await Promise.all([lane(), lane()]);
  await client.close();
}

async function compare(port: number): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const dynamoDb = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  const source = createDynamoDbItemSource({ client: dynamoDb, definition: table, tableName: 'bench' });
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
async function inProcess(part: string, ...words: readonly string[]): Promise<void> {
  const [code] = (await once(
    fork(import.meta.filename, [String(rows), part, ...words], { execArgv: HEAP }),
    'exit',
  )) as [number];
  if (code !== 0) throw new Error(`${part} ended with ${code}`);
}

switch (process.argv[3] ?? 'all') {
  case 'serve':
    await serveTable();
    break;
  case 'load':
    await loadIndex();
    break;
  case 'compare':
    await compare(Number(process.argv[4]));
    break;
  default: {
    const server = fork(import.meta.filename, [String(rows), 'serve']);
    const [port] = (await once(server, 'message')) as [number];
    await inProcess('load');
    await inProcess('compare', String(port));
    server.kill();
    await createSearchClient(endpoint).transport.request({ method: 'DELETE', path: `/${ENTITY}-*` });
  }
}
