import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { zstdDecompressSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { until } from '../support/until.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

/** DynamoDB's limit is 400 KB an item, names included. */
const LARGE_BYTES = 390_000;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

test('an item of 390 KB becomes searchable and is archived, and so is its update', async () => {
  const id = unique('large');
  const word = id.replaceAll('-', '');
  const title = `${word} ${'of a great many words '.repeat(LARGE_BYTES / 22)}`.slice(0, LARGE_BYTES);

  await pipeline.put(film(id, { title: { S: title } }));
  await until('the film is in the index', () => pipeline.document('film', id));
  await pipeline.setPrice(id, '12.5');
  const updated = await until('the price has changed', async () => {
    const document = await pipeline.document('film', id);
    return document?.row.price === 12.5 ? document : undefined;
  });
  const { store } = openSearch(pipeline.session);
  await store.refresh('film');
  const found = await store.search('film', word, 5);
  const archived = await until('both changes are archived', async () => {
    const rows = await historyOf(pipeline, id);
    return rows.length >= 2 ? rows : undefined;
  });

  expect(updated.row.title === title).toBe(true);
  expect((await storedClaims(pipeline)).filter((bytes) => bytes > LARGE_BYTES)).not.toHaveLength(0);
  expect(found.hits.map(({ key }) => key)).toEqual([id]);
  expect(archived.map(({ _operation }) => _operation)).toEqual(['created', 'updated']);
  expect(archived.every((row) => row.title === title)).toBe(true);
  expect(archived.map(({ price }) => price)).toEqual([9.99, 12.5]);
});

/** Sizes of the rows that travelled by reference. */
async function storedClaims({ session }: Pipeline): Promise<readonly number[]> {
  const { s3 } = session.clients;
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  const Bucket = Buckets.map(({ Name = '' }) => Name).find((name) => name.includes('largerows'));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'claims/film/' }));
  return Contents.map(({ Size = 0 }) => Size);
}

/** What files of the last hours hold of one film, by position. Read by hyparquet: not by what the product reads with. */
async function historyOf({ session }: Pipeline, id: string): Promise<readonly Record<string, unknown>[]> {
  const { s3 } = session.clients;
  const { bucket: Bucket, historyPrefix } = session.deployment.analytics ?? { bucket: '', historyPrefix: '' };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${historyPrefix}entity=film/` }));
  const files = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      return parquetReadObjects({
        file,
        compressors: { ZSTD: (packed) => new Uint8Array(zstdDecompressSync(packed)) },
      });
    }),
  );
  const rows = files.flat().filter((row) => row._key === id);
  return rows.sort((a, b) => (String(a._position) < String(b._position) ? -1 : 1));
}
