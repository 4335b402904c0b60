/** Deletions drawn from the history's files in a real bucket. */
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHistoryDeletions } from '../../shared/adapters/s3/deletions.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { historyFile } from './history-store-files.ts';
import { changesOf } from './search-store.changes.ts';
import { filmEntity } from './search-store.entity.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
const bucket = `deletions-${crypto.randomUUID()}`;
const film = filmEntity('film');
const { created, deleted } = changesOf('film');
const HOUR = 3_600_000;
/** The hour of the changes, and a little. */
const at = Date.parse('2026-11-23T18:05:00Z');

beforeAll(async () => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const put = async (changes: readonly Change[]): Promise<void> => {
    const { key, body } = historyFile(film, changes);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  };
  await put([created('a', 1, { title: 'A' }), deleted('a', 2, { at: 60_000 }), created('b', 3, { title: 'B' })]);
  await put([deleted('c', 4)]);
  const Key = 'history/entity=film/date=2026-11-23/hour=18/notes.txt';
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'none of ours' }));
});
afterAll(() => client.destroy());

test('the deletions of the hour are found, with their times, and nothing else', async () => {
  const deletions = createHistoryDeletions({ client, bucket, now: () => at });

  const found = await deletions.sample('film', 10);

  expect(new Map(found.map(({ key, at: time }) => [key, new Date(time).toISOString()]))).toEqual(
    new Map([
      ['a', '2026-11-23T18:01:00.000Z'],
      ['c', '2026-11-23T18:00:00.000Z'],
    ]),
  );
  expect(await deletions.sample('film', 1)).toHaveLength(1);
  expect(await deletions.sample('stock', 10)).toEqual([]);
});

test('of older hours some are drawn', async () => {
  // Ten days later; the draw falls on that hour.
  const random = () => (10 * 24 - 2) / (30 * 24);
  const deletions = createHistoryDeletions({ client, bucket, now: () => at + 10 * 24 * HOUR, random });

  expect(await deletions.sample('film', 10)).toHaveLength(2);
  expect(await createHistoryDeletions({ client, bucket, now: () => at + 90 * 24 * HOUR }).sample('film', 10)).toEqual(
    [],
  );
});
