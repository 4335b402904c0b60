/** A lake of films as the archiver files it, and the same as gzipped NDJSON: written once, for the lake's bench. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '../examples/film-shop/seeded-random.ts';
import { objectKey, partitionOf } from '../shared/dialects/s3/history-key.ts';
import { parquetFileWriter } from '../shared/adapters/s3/parquet-file.ts';
import { historyRow } from '../shared/dialects/parquet/history-row.ts';
import { analyticsColumns } from '../shared/domain/history/analytics-columns.ts';
import type { Change } from '../shared/domain/change/change.ts';
import type { Entity } from '../shared/domain/definition/entity.ts';
import { positionOf } from '../shared/domain/change/position.ts';

export interface LakeSize {
  readonly changes: number;
  readonly keys: number;
  readonly perFile: number;
}

/** 1 of 20 changes is a deletion; 12 changes a second. */
export async function writeLake(directory: string, film: Entity, { changes, keys, perFile }: LakeSize): Promise<void> {
  const columns = analyticsColumns(film);
  const write = parquetFileWriter(columns, film.name);
  const random = seededRandom('lake');
  const start = Date.UTC(2026, 10, 23);
  for (let first = 0; first < changes; first += perFile) {
    const file = Array.from({ length: Math.min(perFile, changes - first) }, (_, index) => {
      const nth = first + index;
      return change(nth, Math.floor(random() * keys), random(), new Date(start + Math.floor(nth / 12) * 1000));
    });
    const rows = file.map((one) => {
      const row = historyRow(columns, one);
      if (!row.fits) throw new Error(row.reason.message);
      return row.values;
    });
    const ids = file.map(({ id }) => id);
    await put(join(directory, objectKey(partitionOf(film.name, file[0]?.at ?? ''), ids)), write(rows));
    const lines = file.map((one) => JSON.stringify(one)).join('\n');
    await put(join(directory, 'ndjson', `${String(first).padStart(9, '0')}.ndjson.gz`), gzipSync(lines, { level: 6 }));
  }
}

async function put(path: string, body: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, body);
}

function change(nth: number, film: number, chance: number, at: Date): Change {
  const row = {
    id: `f${film}`,
    title: `A Film That Someone Made, Part ${film}`,
    releaseDate: '1998-06-12',
    genre: ['Drama', 'Comedy', 'Horror'][film % 3] ?? '',
    source: 'Original Screenplay',
    director: `Director ${film % 5_000}`,
    distributor: `House ${film % 200}`,
    mpaaRating: 'PG-13',
    runningMinutes: 80 + (film % 60),
    imdbRating: (film % 100) / 10,
    imdbVotes: nth % 100_000,
    usGross: film * 1_000 + (nth % 1_000),
    worldwideGross: film * 3_000 + (nth % 1_000),
    price: Math.floor(chance * 2_000) / 100,
  };
  const position = positionOf('2026-11-01T09:00:00.000', String(10n ** 23n + BigInt(nth) * 7n));
  const base = {
    entity: 'film',
    id: `c4ca4238a0b923820dcc509a6f75849${nth}`,
    key: row.id,
    at: at.toISOString(),
    position,
  };
  return chance < 0.05
    ? { ...base, operation: 'deleted', before: row }
    : { ...base, operation: 'updated', after: row, before: { price: 1 }, changed: ['price'] };
}
