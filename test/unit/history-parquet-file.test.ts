import { parquetMetadata } from 'hyparquet';
import { expect, test } from 'vitest';
import { parquetFileWriter } from '../../shared/adapters/s3/parquet-file.ts';
import { historyRow } from '../../shared/dialects/parquet/history-row.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, keyword } from '../../shared/domain/definition/fields.ts';

const film = defineEntity({
  name: 'film',
  recognise: 'every-item',
  fields: { title: keyword(), price: decimal(10, 2), rights: decimal(38, 0) },
});
const columns = analyticsColumns(film);
const write = parquetFileWriter(columns, 'film');

const rows = Array.from({ length: 3_000 }, (_, index) => {
  const after = { title: `A film of many words and number ${index}`, price: index - 1_000, rights: '9'.repeat(38) };
  const key = `f${String(index).padStart(4, '0')}`;
  const row = historyRow(columns, {
    entity: 'film',
    operation: 'snapshot',
    id: key,
    key,
    at: '2026-11-23T18:52:07Z',
    after,
  });
  return row.fits ? row.values : [];
});

test('every column is compressed with zstd', () => {
  const bytes = write(rows);

  const { row_groups: groups } = parquetMetadata(toBuffer(bytes));

  expect(new Set(groups.flatMap(({ columns: chunks }) => chunks.map((chunk) => chunk.meta_data?.codec)))).toEqual(
    new Set(['ZSTD']),
  );
  // The magic number of a zstd frame (RFC 8878), little-endian.
  expect(Buffer.from(bytes).includes(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))).toBe(true);
  expect(bytes.length).toBeLessThan(JSON.stringify(rows.map(([title]) => title)).length);
});

test('a file has one row group, with the range of each column', () => {
  const { row_groups: groups, num_rows: count } = parquetMetadata(toBuffer(write(rows)));

  expect([groups.length, count]).toEqual([1, 3_000n]);
  const chunks = groups[0]?.columns ?? [];
  const statistics = new Map(chunks.map(({ meta_data: data }) => [data?.path_in_schema.join('.'), data?.statistics]));
  expect(statistics.get('_key')).toMatchObject({ min_value: 'f0000', max_value: 'f2999', null_count: 0n });
  expect(statistics.get('price')).toMatchObject({ min_value: -1_000, max_value: 1_999 });
  expect(statistics.get('_position')).toMatchObject({ null_count: 3_000n });
});

test('the same rows give the same bytes', () => {
  expect(write(rows)).toEqual(write(rows));
});

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
