/**
 * `node bench/lake-gathering.ts [changes] [changes a file] [directory]`: an hour's small history objects against the larger one that they
 * become: bytes, questions, and what gathering takes (one worker, as functions/compactor/handler.ts has it) with its peak memory.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import config from 'headwater:config';
import { createDuckDbSnapshotEngine } from '../shared/adapters/duckdb/snapshot-engine.ts';
import { viewsOf } from '../shared/adapters/duckdb/views.ts';
import { analyticsEntities, entityNamed } from '../shared/domain/definition/lookup.ts';
import { writeLake } from './lake-data.ts';
import { median } from './measure.ts';

const [changes = 100_000, perFile = 10] = process.argv.slice(2, 4).map(Number);
/** With one given, the lake is written there by one run, and gathered by the next: then the peak memory is gathering's own. */
const given = process.argv[4];
const film = entityNamed(analyticsEntities(config), 'film');
const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 700, threads: 2 });

const directory = given ?? (await mkdtemp(join(tmpdir(), 'headwater-bench-gathering-')));
const isThere = given !== undefined && existsSync(given);
if (!isThere) await writeLake(directory, film, { changes, keys: changes / 10, perFile });
try {
  if (isThere || given === undefined) await bench();
} finally {
  if (isThere || given === undefined) await rm(directory, { recursive: true });
}

async function bench(): Promise<void> {
  const files = await below(join(directory, 'history'));
  const hour = join(directory, 'gathered', 'entity=film', 'date=2026-11-23', 'hour=00');
  await mkdir(hour, { recursive: true });

  const start = performance.now();
  const groups = Array.from({ length: Math.ceil(files.length / 10_000) }, (_, nth) =>
    files.slice(nth * 10_000, (nth + 1) * 10_000),
  );
  for (const [nth, group] of groups.entries()) {
    const output = join(directory, `${nth}.parquet`);
    await engine.gather({ entity: film.name, files: group, output });
    await rename(output, join(hour, `${nth}.parquet`));
  }
  const seconds = (performance.now() - start) / 1000;
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const made = await below(hour);
  const [before, after] = [await bytesOf(files), await bytesOf(made)];
  console.log(
    `${changes.toLocaleString('en')} changes: ${files.length} objects, ${(before / changes).toFixed(1)} bytes a change -> ` +
      `${made.length}, ${(after / changes).toFixed(1)}; ${seconds.toFixed(1)} s, peak ${peak} MB`,
  );
  for (const [name, sql] of [
    ['changes per operation', 'SELECT _operation, count(*) FROM film_history GROUP BY ALL ORDER BY ALL'],
    ['one row', "SELECT count(*) FROM film_history WHERE _key = 'f471'"],
  ] as const) {
    const small = await ask(`${directory}/history/entity=film/*/*/*.parquet`, sql);
    const large = await ask(`${directory}/gathered/entity=film/*/*/*.parquet`, sql);
    const same = small.answer === large.answer ? 'the same answer' : 'ANOTHER ANSWER';
    console.log(
      `  ${name.padEnd(22)} ${small.ms.toFixed(0)} ms -> ${large.ms.toFixed(0)} ms: ${(small.ms / large.ms).toFixed(0)}x faster; ${same}`,
    );
  }
}

async function ask(history: string, sql: string): Promise<{ readonly ms: number; readonly answer: string }> {
  const times: number[] = [];
  let answer = '';
  for (let round = 0; round < 3; round += 1) {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    for (const view of viewsOf(film, { history, current: {} })) await connection.run(view);
    const start = performance.now();
    answer = JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
    times.push(performance.now() - start);
    connection.closeSync();
    instance.closeSync();
  }
  return { ms: median(times), answer };
}

async function below(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true });
  return entries.filter((file) => file.endsWith('.parquet')).map((file) => join(root, file));
}

async function bytesOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
