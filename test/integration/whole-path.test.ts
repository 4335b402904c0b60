import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test } from 'vitest';
import { until, untilTrue } from '../support/until.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

test('a write becomes searchable, an update replaces it, a deletion hides it', async () => {
  const id = unique('whole');

  await pipeline.put(film(id));
  const created = await until('the film is in the index', () => pipeline.document('film', id));
  await pipeline.setPrice(id, '12.5');
  const updated = await until('the price has changed', async () => {
    const document = await pipeline.document('film', id);
    return document?.row.price === 12.5 ? document : undefined;
  });
  await pipeline.remove(`FILM#${id}`, 'FILM');
  await untilTrue('the film is a tombstone', async () => (await pipeline.document('film', id))?.marks.deleted === true);

  expect(created.row).toEqual({ id, title: `Film ${id}`, releaseDate: '1998-06-12', price: 9.99 });
  expect((updated.marks.position ?? '') > (created.marks.position ?? '')).toBe(true);
});

test('every change of a row is in the analytics copy, typed', async () => {
  const id = unique('history');

  await pipeline.put(film(id));
  await pipeline.setPrice(id, '12.50');
  await pipeline.remove(`FILM#${id}`, 'FILM');
  const rows = await until('three changes are archived', async () => {
    const found = (await historyRows(pipeline, 'film')).filter((row) => row._key === id);
    return found.length >= 3 ? found : undefined;
  });

  expect(rows.map(({ _operation }) => _operation)).toEqual(['created', 'updated', 'deleted']);
  expect(rows.map(({ price }) => price)).toEqual([9.99, 12.5, 12.5]);
  expect(rows[1]?._changed).toEqual(['price']);
  expect(rows[0]?.releaseDate).toEqual(new Date('1998-06-12'));
});

/** Rows of all files of the last hours, by position. Read by hyparquet: not by what the product reads with. */
async function historyRows({ session }: Pipeline, entity: string): Promise<readonly Record<string, unknown>[]> {
  const { s3 } = session.clients;
  const { bucket: Bucket, historyPrefix } = session.deployment.analytics ?? { bucket: '', historyPrefix: '' };
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `${historyPrefix}entity=${entity}/` }),
  );
  const files = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body?.transformToByteArray();
      return bytes
        ? parquetReadObjects({
            file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
            compressors: await zstd(),
          })
        : [];
    }),
  );
  return files.flat().sort((a, b) => (String(a._position) < String(b._position) ? -1 : 1));
}

async function zstd() {
  const { zstdDecompressSync } = await import('node:zlib');
  return { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };
}
