/** `headwater discover` of a real table: needs the local cloud, or any cloud at AWS_ENDPOINT_URL. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { FIXTURES } from '../fixtures/discover/fixtures.ts';
import { headwater } from '../integration/support/headwater.ts';
import { emulatorSettings } from './queue.ts';

const client = new DynamoDBClient(emulatorSettings);
const name = `discover-${crypto.randomUUID()}`;
const folder = mkdtempSync(join(import.meta.dirname, '../../.discovered-'));
const plain = FIXTURES.find((one) => one.name === 'plain-sdk');
/** The emulator takes expired items away at once. */
const FAR: AttributeValue = { N: '4000000000' };
const labelled = (plain?.items['shop-untyped'] ?? []).map(({ item }) => ({
  item: 'ttl' in item ? { ...item, ttl: FAR } : item,
}));
const described = plain?.described.find(({ TableName }) => TableName === 'shop-untyped');

interface Report {
  readonly items: number;
  readonly unrecognised: number;
  readonly entities: readonly { readonly name: string; readonly items: number; readonly rejected: number }[];
}

beforeAll(async () => {
  if (!described) throw new Error('no such fixture');
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...described.AttributeDefinitions],
      KeySchema: [...described.KeySchema],
      GlobalSecondaryIndexes: described.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema }) => ({
        IndexName,
        KeySchema: [...KeySchema],
        Projection: { ProjectionType: 'ALL' },
      })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  for (const run of chunks(labelled, () => 0, { count: 25, bytes: Infinity })) {
    const puts = run.map(({ item }) => ({ PutRequest: { Item: stored(item) as Record<string, AttributeValue> } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
  }
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await client.send(new DeleteTableCommand({ TableName: name }));
});

/** The fixtures have bytes as base64, as an export does; the SDK takes bytes. */
function stored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'B' && typeof inner === 'string' ? Buffer.from(inner, 'base64') : stored(inner),
    ]),
  );
}

test('a table with a stream, an index and a TTL: the definition is written once, and synthesizes', async () => {
  const file = join(folder, 'headwater.config.ts');
  const args = ['discover', '--table', name, '--out', file, '--json'];
  const first = await headwater(args);
  const again = await headwater(args);
  const report = JSON.parse(first.stdout) as Report;
  const { default: definition } = (await import(pathToFileURL(file).href)) as { default: HeadwaterDefinition };
  const app = new App({
    context: { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] },
    outdir: join(folder, 'cdk.out'),
  });
  const stack = new Stack(app, 'Theirs');
  new Headwater(stack, 'Sync', { definition, definitionFile: file });

  // One item is no entity's.
  expect(first).toMatchObject({ code: 1 });
  expect(report).toMatchObject({ items: labelled.length, unrecognised: 1 });
  expect(report.entities.map((one) => one.items).toSorted((a, b) => a - b)).toEqual([3, 25, 30, 50, 60, 80]);
  expect(report.entities.filter(({ rejected }) => rejected > 0)).toEqual([]);
  expect(definition.tables[0]).toMatchObject({
    partitionKey: { name: 'PK', type: 'string' },
    sortKey: { name: 'SK', type: 'string' },
    timeToLive: 'ttl',
    existing: { tableArn: expect.stringContaining(name) as string },
  });
  expect(Object.keys(Template.fromStack(stack).toJSON() as object)).toContain('Resources');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('is not overwritten');
});

test('a sample ends at its items and at its read units', async () => {
  const few = await headwater(['discover', '--table', name, '--sample', '80', '--out', '-', '--json']);
  const cut = await headwater(['discover', '--table', name, '--max-rcu', '1', '--out', '-', '--json']);

  expect((JSON.parse(few.stdout) as Report).items).toBe(80);
  expect((JSON.parse(cut.stdout) as Report).items).toBeLessThan(labelled.length);
  expect(cut.stderr).toContain('--max-rcu 1 ended the sample');
});

test('a table that is not there is named', async () => {
  const { code, stderr } = await headwater(['discover', '--table', 'nowhere', '--out', '-']);

  expect(code).toBe(2);
  expect(stderr).toContain('nowhere');
});

test('a gzipped export gives the same, without a cloud', async () => {
  const file = join(folder, 'export.json.gz');
  writeFileSync(file, gzipSync(labelled.map(({ item }) => `${JSON.stringify({ Item: item })}\n`).join('')));
  const out = join(folder, 'orders.config.ts');
  const { code, stderr } = await headwater(['discover', '--file', file, '--out', out]);
  const source = readFileSync(out, 'utf8');

  expect({ code, stderr }).toMatchObject({ code: 1 });
  expect(source).toContain("recognise: { pk: 'CUSTOMER#{customerId}', sk: 'ORDER#{OrderId}' }");
  expect(source).toContain("partitionKey: { name: 'PK', type: 'string' }");
});
