/** The mirror of a bucket with files of earlier releases, whose columns hide DuckDB's own. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { mirrorHistory } from '../../shared/adapters/duckdb/mirror.ts';
import { createChangeHistory, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { earlierFile, page, pageAnswer, pageChange, pageRow } from '../support/earlier-files.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
afterAll(() => client.destroy());

const [FIRST, SECOND] = [
  earlierFile([pageChange('a', 0), pageChange('a', 1), pageChange('b', 0)]),
  earlierFile([pageChange('a', 2), pageChange('a', 3)]),
];
const COLUMNS = Object.keys(pageAnswer('a')).join(', ');

let [bucket, directory] = ['', ''];
beforeEach(async () => {
  bucket = `mirror-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const { key, body } of [FIRST, SECOND]) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  directory = await mkdtemp(join(tmpdir(), 'headwater-mirror-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => openHistory({ directory, entities: [page], origin: { client, bucket } });

test('query, history and verify find each row once, with its values; no object is fetched twice', async () => {
  const history = await open();

  const current = await history.query(`SELECT ${COLUMNS} FROM page_current ORDER BY id`);
  const changes = await history.query(`SELECT _event_id, ${COLUMNS} FROM page_history ORDER BY _event_id`);
  const verified = [];
  for await (const document of createRowCopy(history, [page]).scan('page')) verified.push(document);
  const events = await createChangeHistory(history, [page], directory).events('page', 'a');
  const again = await mirrorHistory({ client, bucket }, directory, ['page']);
  history.close();

  expect(current.rows).toEqual([pageAnswer('a'), pageAnswer('b')]);
  const ids = ['a-0', 'a-1', 'a-2', 'a-3', 'b-0'];
  expect(changes.rows).toEqual(ids.map((id) => ({ _event_id: id, ...pageAnswer(id[0] ?? '') })));
  const rows = verified.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ row }) => row);
  expect(rows).toEqual(['a', 'b'].map((id) => copiedRows(page).ofTable(pageRow(id))));
  expect(events).toHaveLength(4);
  expect(again).toMatchObject({ objects: 2, fetched: 0, removed: 0 });
});

test('files that an earlier release fetched are looked at too', async () => {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { key, body } of [FIRST, SECOND]) {
    const modified = Contents.find(({ Key }) => Key === key)?.LastModified ?? new Date();
    await mkdir(dirname(join(directory, key)), { recursive: true });
    await writeFile(join(directory, key), body);
    await utimes(join(directory, key), modified, modified);
  }
  const history = await open();

  expect((await history.query(`SELECT ${COLUMNS} FROM page_current ORDER BY id`)).rows).toHaveLength(2);
  await history.refresh();
  const { rows } = await history.query(`SELECT ${COLUMNS} FROM page_current ORDER BY id`);
  history.close();

  expect(rows).toEqual([pageAnswer('a'), pageAnswer('b')]);
});

test('an object that comes, or is replaced, later is looked at when it is fetched', async () => {
  const history = await open();
  const { key, body } = earlierFile([pageChange('c', 0)]);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  await history.refresh();
  const replaced = { Bucket: bucket, Key: key, Body: earlierFile([pageChange('c', 0, pageRow('c', 'other'))]).body };
  await client.send(new PutObjectCommand(replaced));
  // S3 tells times in whole seconds: in the same one, only another size tells.
  await expect
    .poll(
      async () => {
        await client.send(new PutObjectCommand(replaced));
        await history.refresh();
        return (await history.query(`SELECT ${COLUMNS} FROM page_current WHERE id = 'c'`)).rows;
      },
      { timeout: 10_000 },
    )
    .toEqual([pageAnswer('c', 'other')]);
  history.close();
});
