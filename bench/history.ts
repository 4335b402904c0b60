/** (c) Changes to analytics files: typed Parquet with zstd against gzipped NDJSON. CPU and bytes. */
import { gzipSync } from 'node:zlib';
import config from 'headwater:config';
import { StreamRecordReader } from '../shared/adapters/dynamodb/stream-record.ts';
import { parquetFileWriter } from '../shared/adapters/s3/parquet-file.ts';
import { historyRow } from '../shared/dialects/parquet/history-row.ts';
import { analyticsColumns } from '../shared/domain/history/analytics-columns.ts';
import type { Change } from '../shared/domain/change/change.ts';
import { tableOf } from '../shared/domain/definition/lookup.ts';
import { filmRecords } from './film-records.ts';
import { compare, print } from './measure.ts';

export async function benchHistory(): Promise<void> {
  const table = tableOf(config, 'shop');
  const [film] = table.entities;
  if (!film) throw new Error('the film shop has no films');
  const reader = new StreamRecordReader(table);
  const columns = analyticsColumns(film);
  const write = parquetFileWriter(columns, film.name);
  for (const count of [100, 1_000, 10_000]) {
    const changes = filmRecords(count).flatMap((record): readonly Change[] => {
      const reading = reader.read(record);
      return reading.status === 'changes' ? reading.changes : [];
    });
    const ndjson = () => gzipSync(changes.map((change) => JSON.stringify(change)).join('\n'), { level: 6 });
    const parquet = () =>
      write(
        changes.map((change) => {
          const row = historyRow(columns, change);
          if (!row.fits) throw new Error(row.reason.message);
          return row.values;
        }),
      );
    const ways = [
      {
        name: `ndjson, gzip 6: ${ndjson().byteLength.toLocaleString('en')} bytes`,
        run: () => Promise.resolve(ndjson()),
      },
      {
        name: `parquet, zstd 1: ${parquet().byteLength.toLocaleString('en')} bytes`,
        run: () => Promise.resolve(parquet()),
      },
    ];
    print(`(c) ${count.toLocaleString('en')} changes in a file`, await compare(ways, { items: count }));
  }
}
