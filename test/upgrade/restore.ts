/** Puts the stores of this folder into real services, as a deployment that an older release wrote. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateTableCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../../operations/deployment/clients.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Deployment, TableOutput } from '../../shared/runtime/deployment.ts';

const STORES = join(import.meta.dirname, 'stores');

export interface Restored {
  readonly tables: Deployment['tables'];
  readonly bucket: string;
  /** Names of the physical indices. */
  readonly indices: readonly string[];
}

export async function restoreStores(
  clients: Clients,
  searchEndpoint: string,
  tables: readonly TableDefinition[],
): Promise<Restored> {
  const run = crypto.randomUUID().slice(0, 8);
  const bucket = `upgrade-${run}`;
  await restoreBucket(clients, bucket);
  const indices = await restoreIndices(searchEndpoint);
  const restored: TableOutput[] = [];
  for (const table of tables) restored.push(await restoreTable(clients, table, `${table.name}-${run}`));
  return { tables: restored, bucket, indices };
}

async function restoreTable(clients: Clients, table: TableDefinition, TableName: string): Promise<TableOutput> {
  const { TableDescription } = await clients.dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const items = (await packed(`tables/${table.name}.json.gz`)) as readonly Record<string, AttributeValue>[];
  for (const item of items) {
    await clients.dynamoDb.send(new PutItemCommand({ TableName, Item: withBytes(item) }));
  }
  return {
    name: table.name,
    physicalName: TableName,
    tableArn: TableDescription?.TableArn ?? '',
    streamArn: TableDescription?.LatestStreamArn ?? '',
    entities: table.entities.map(({ name }) => name),
  };
}

/** JSON has no bytes: they stand as base64. */
function withBytes(item: Record<string, AttributeValue>): Record<string, AttributeValue> {
  const decoded = Object.entries(item).map(([name, value]): [string, AttributeValue] => {
    return [name, value.B === undefined ? value : { B: Buffer.from(value.B as unknown as string, 'base64') }];
  });
  return Object.fromEntries(decoded);
}

interface StoredIndex {
  readonly body: { readonly aliases: object; readonly mappings: object; readonly settings: object };
  readonly documents: readonly { readonly _id: string; readonly _source: object }[];
}

async function restoreIndices(endpoint: string): Promise<readonly string[]> {
  const files = (await readdir(join(STORES, 'indices'))).filter((file) => file.endsWith('.json.gz'));
  for (const file of files) {
    const index = file.replace('.json.gz', '');
    const { body, documents } = (await packed(`indices/${file}`)) as StoredIndex;
    await send(endpoint, 'DELETE', `/${index}?ignore_unavailable=true`);
    await send(endpoint, 'PUT', `/${index}`, JSON.stringify(body));
    const lines = documents.flatMap(({ _id, _source }) => [{ index: { _id } }, _source]);
    if (lines.length === 0) continue;
    const bulk = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    const { errors } = (await send(endpoint, 'POST', `/${index}/_bulk?refresh=true`, bulk)) as { errors: boolean };
    if (errors) throw new Error(`${index}: its own documents are refused`);
  }
  return files.map((file) => file.replace('.json.gz', ''));
}

async function send(endpoint: string, method: string, path: string, body?: string): Promise<unknown> {
  const headers = { 'content-type': path.includes('_bulk') ? 'application/x-ndjson' : 'application/json' };
  const answer = await fetch(`${endpoint}${path}`, { method, headers, ...(body !== undefined && { body }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

async function restoreBucket({ s3 }: Clients, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const root = join(STORES, 'analytics');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await s3.send(new PutObjectCommand({ Bucket, Key: relative(root, path), Body: await readFile(path) }));
  }
}

async function packed(name: string): Promise<unknown> {
  return JSON.parse(gunzipSync(await readFile(join(STORES, name))).toString('utf8')) as unknown;
}
