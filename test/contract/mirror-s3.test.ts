/** The mirror of a real bucket, asked by several at once, as verify does for its copies. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';

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
