/** The real store over a real S3 API, read back with DuckDB. Needs the local cloud, or any S3 at AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { mirrorHistory } from '../../shared/adapters/duckdb/mirror.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import {
  created,
  film,
  historyStoreContract,
  stock,
  type OpenStore,
  type StoredChange,
} from './history-store.contract.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566';

const client = createS3Client(endpoint);
const directories: string[] = [];

beforeAll(async () => {
  await newBucket();
});

afterAll(async () => {
  client.destroy();
  for (const directory of directories) await rm(directory, { recursive: true });
});

historyStoreContract(openS3Store);

describe('history in S3', () => {
  const entities = [film, stock];

  test('lies in one object per entity and source hour, in UTC', async () => {
    const bucket = await newBucket();
    const store = createS3HistoryStore({ client, bucket, entities });

    await store.append([
      created('a'),
      created('b', { at: '2026-11-23T18:00:00Z' }),
      created('c', { at: '2026-11-24T00:30:00+05:00' }),
      created('d', { entity: 'stock', at: '2026-11-24T00:00:00Z', after: { id: 's', quantity: 1 } }),
    ]);

    expect(await keysIn(bucket)).toEqual([
      expect.stringMatching(/^history\/entity=film\/date=2026-11-23\/hour=18\/[0-9a-f]{32}-2\.parquet$/),
      expect.stringMatching(/^history\/entity=film\/date=2026-11-23\/hour=19\/[0-9a-f]{32}-1\.parquet$/),
      expect.stringMatching(/^history\/entity=stock\/date=2026-11-24\/hour=00\/[0-9a-f]{32}-1\.parquet$/),
    ]);
  });

  test('a batch that comes again in another order overwrites its object with the same bytes', async () => {
    const bucket = await newBucket();
    const store = createS3HistoryStore({ client, bucket, entities });
    const batch = [created('b'), created('a'), created('c', { key: 'a' })];

    await store.append(batch);
    const [first, bytes] = [await keysIn(bucket), await onlyObject(bucket)];
    await store.append([...batch.toReversed(), created('a')]);

    expect(await keysIn(bucket)).toEqual(first);
    expect(await onlyObject(bucket)).toEqual(bytes);
  });

  test('a put that fails leaves its own changes to be tried again, and no others', async () => {
    const bucket = await newBucket();
    const store = createS3HistoryStore({ client: failingIn('hour=19'), bucket, entities });

    const outcomes = await store.append([created('a'), created('b', { at: '2026-11-23T19:00:00Z' }), created('c')]);

    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'retry', 'applied']);
    expect(outcomes[1]).toMatchObject({
      reason: { code: 'HW_HISTORY_UNAVAILABLE', message: expect.stringContaining('hour=19') as string },
    });
    expect(await keysIn(bucket)).toHaveLength(1);
  });

  test('a bucket that is not there is a reason to try again', async () => {
    const store = createS3HistoryStore({ client, bucket: `headwater-none-${randomUUID()}`, entities });

    const outcomes = await store.append([created('a')]);

    expect(outcomes).toMatchObject([
      { status: 'retry', reason: { message: expect.stringContaining('NoSuchBucket') as string } },
    ]);
  });

  test('a mirror fetches each object once and drops what is gone', async () => {
    const [bucket, directory] = [await newBucket(), await newDirectory()];
    const store = createS3HistoryStore({ client, bucket, entities });
    await store.append([created('a'), created('b', { at: '2026-11-23T19:00:00Z' })]);

    const first = await mirrorHistory({ client, bucket }, directory, ['film']);
    await store.append([created('c', { at: '2026-11-23T20:00:00Z' })]);
    const second = await mirrorHistory({ client, bucket }, directory, ['film']);
    const ofEmptyBucket = await mirrorHistory({ client, bucket: await newBucket() }, directory, ['film']);

    expect(first).toEqual({ objects: 2, fetched: 2, removed: 0, unreadable: [] });
    expect(second).toEqual({ objects: 3, fetched: 1, removed: 0, unreadable: [] });
    expect(ofEmptyBucket).toEqual({ objects: 0, fetched: 0, removed: 3, unreadable: [] });
  });
});

/** Every store has a bucket of its own; what it stored is read through DuckDB's view. */
async function openS3Store(entities: readonly Entity[]): Promise<OpenStore> {
  const [bucket, directory] = [await newBucket(), await newDirectory()];
  const history = await openHistory({ directory, entities, origin: { client, bucket } });
  const columns = '_event_id AS id, _key AS key, _operation AS operation, _position AS position, _at AS at';
  return {
    store: createS3HistoryStore({ client, bucket, entities }),
    stored: async (entity) => {
      await history.refresh();
      const { rows } = await history.query(
        `SELECT ${columns}, _changed AS changed, _cause AS cause FROM ${entity}_history ORDER BY id`,
      );
      return rows as unknown as readonly StoredChange[];
    },
    close: () => {
      history.close();
      return Promise.resolve();
    },
  };
}

async function newBucket(): Promise<string> {
  const bucket = `headwater-test-${randomUUID()}`;
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (cause) {
    const message = `no S3 at ${endpoint}: start the local cloud (npx headwater up) or set AWS_ENDPOINT_URL`;
    throw new Error(message, { cause });
  }
  return bucket;
}

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-history-'));
  directories.push(directory);
  return directory;
}

async function keysIn(bucket: string): Promise<readonly string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key).toSorted();
}

async function onlyObject(bucket: string): Promise<Uint8Array | undefined> {
  const [Key] = await keysIn(bucket);
  return (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToByteArray();
}

/** A client whose puts into a part of the bucket never get through. */
function failingIn(part: string): S3Client {
  const failing = createS3Client(endpoint);
  failing.middlewareStack.add(
    (next) => (args) => {
      const { Key = '' } = args.input as { Key?: string };
      return Key.includes(part) ? Promise.reject(new Error('connection reset')) : next(args);
    },
    { step: 'initialize' },
  );
  return failing;
}
