/** The mirror of a real bucket, asked by several at once, as verify does for its copies. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { historyFile } from './history-store-files.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
const entities = ['film', 'stock'].map((name) =>
  defineEntity({ name, recognise: 'every-item', fields: { id: keyword() } }),
);

afterAll(() => client.destroy());

test('several refreshes at once, by one process and by two, leave one whole manifest', async () => {
  const bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const { name } of entities) {
    const manifest = {
      format: 1,
      entity: name,
      schema: `${name}@1`,
      bucketBits: 0,
      files: [],
      takenThrough: new Date(0).toISOString(),
      takenSince: [],
      retired: [],
    };
    const Key = `current/entity=${name}/manifest.json`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(manifest) }));
  }
  const directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
  const open = () => openHistory({ directory, entities, origin: { client, bucket } });

  const histories = await Promise.all([open(), open(), open()]);
  await Promise.all(histories.flatMap((history) => Array.from({ length: 5 }, () => history.refresh())));

  const [first] = histories;
  expect((await first.query('SELECT count(*) AS n FROM film_current')).rows).toEqual([{ n: 0 }]);
  for (const history of histories) history.close();
  await rm(directory, { recursive: true });
});

const FILM = entities[0] as (typeof entities)[number];

function created(id: string): Change {
  const at = '2026-11-24T18:00:00.000Z';
  return {
    id,
    entity: 'film',
    key: id,
    operation: 'created',
    at,
    position: `2026-11-24T17:00:00.000Z/${id.padStart(40, '0')}`,
    after: { id },
  };
}

test('a manifest that was deleted in the bucket is none here either: current rows come from the history', async () => {
  const bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const { key, body } = historyFile(FILM, [created('1')]);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  const Key = 'current/entity=film/manifest.json';
  const takenThrough = '2100-01-01T00:00:00.000Z';
  const manifest = { format: 1, entity: 'film', bucketBits: 0, files: [], takenThrough, takenSince: [], retired: [] };
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(manifest) }));
  const directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
  const history = await openHistory({ directory, entities, origin: { client, bucket } });
  expect((await history.query('SELECT id FROM film_current')).rows).toEqual([]);

  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  await history.refresh();

  expect((await history.query('SELECT id FROM film_current')).rows).toEqual([{ id: '1' }]);
  history.close();
  await rm(directory, { recursive: true });
});

test('an object that was replaced by one of the same size is fetched again', async () => {
  const bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const { key, body } = historyFile(FILM, [created('1')]);
  const { body: other } = historyFile(FILM, [created('2')]);
  expect(other.byteLength).toBe(body.byteLength);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  const directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
  const history = await openHistory({ directory, entities, origin: { client, bucket } });
  const [before] = (await history.query('SELECT id FROM film_current')).rows;
  // S3 tells times in whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: other }));
  await history.refresh();

  expect(before).toEqual({ id: '1' });
  // Fetched again it is held against its name, which comes from the change that it held.
  expect(history.unreadable()).toMatchObject([{ because: expect.stringContaining('its name') as unknown }]);
  expect((await history.query('SELECT id FROM film_current')).rows).toEqual([]);
  history.close();
  await rm(directory, { recursive: true });
});

test('an object that cannot be read is named, and the others are answered; put there whole, it is read', async () => {
  const bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const [good, bad] = [historyFile(FILM, [created('1')]), historyFile(FILM, [created('2')])];
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: good.key, Body: good.body }));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: bad.key, Body: bad.body.subarray(0, 100) }));
  const directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
  const history = await openHistory({ directory, entities, origin: { client, bucket } });

  expect(history.faultOf('film')).toBeUndefined();
  expect(history.unreadable()).toMatchObject([{ key: bad.key }]);
  expect((await history.query('SELECT id FROM film_current')).rows).toEqual([{ id: '1' }]);
  await history.refresh();
  expect(history.unreadable()).toMatchObject([{ key: bad.key }]);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: bad.key, Body: bad.body }));
  await history.refresh();

  expect(history.unreadable()).toEqual([]);
  expect((await history.query('SELECT id FROM film_current ORDER BY id')).rows).toEqual([{ id: '1' }, { id: '2' }]);
  history.close();
  await rm(directory, { recursive: true });
});

test('an object whose content is not what its name says is named, also one that was fetched before objects were checked', async () => {
  const bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const [good, other] = [historyFile(FILM, [created('1')]), historyFile(FILM, [created('2'), created('3')])];
  const gathered = `${good.key.slice(0, good.key.lastIndexOf('/'))}/gathered-${'0'.repeat(32)}-2.parquet`;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: good.key, Body: good.body }));
  const directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
  const history = await openHistory({ directory, entities, origin: { client, bucket } });
  expect(history.unreadable()).toEqual([]);

  await client.send(new PutObjectCommand({ Bucket: bucket, Key: gathered, Body: other.body }));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: good.key, Body: other.body }));
  await rm(join(directory, 'checked.json'));
  await history.refresh();

  const altered = [good.key, gathered].map((key) => ({ key, because: expect.stringContaining('its name') as unknown }));
  expect(history.unreadable().toSorted((a, b) => (a.key < b.key ? -1 : 1))).toMatchObject(altered);
  expect((await history.query('SELECT id FROM film_current')).rows).toEqual([]);
  history.close();
  await rm(directory, { recursive: true });
});
