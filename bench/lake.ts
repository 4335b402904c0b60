/**
 * (f) The analytics copy at 1 million changes: the latest state asked of snapshots, of history and of gzipped NDJSON; one
 * key looked up; and compaction itself, in a process of its own, with its peak memory. HEADWATER_BENCH_CHANGES sets
 * another size.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import config from 'headwater:config';
import { latestPerKey } from '../shared/adapters/duckdb/latest.ts';
import { analyticsEntities, entityNamed } from '../shared/domain/definition/lookup.ts';
import { writeLake } from './lake-data.ts';
import { median } from './measure.ts';

const CHANGES = Number(process.env['HEADWATER_BENCH_CHANGES'] ?? 1_000_000);
const KEYS = CHANGES / 10;
const ROUNDS = 3;

interface Question {
  readonly name: string;
  readonly sql: string;
  readonly files: readonly string[];
}

export async function benchLake(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-bench-lake-'));
  try {
    const film = entityNamed(analyticsEntities(config), 'film');
    await writeLake(directory, film, { changes: CHANGES, keys: KEYS, perFile: 10_000 });
    console.log(
      `\n(f) the analytics copy: ${CHANGES.toLocaleString('en')} changes of ${KEYS.toLocaleString('en')} films`,
    );
    await benchCompaction(directory);
    const history = await filesBelow(join(directory, 'history'), '.parquet');
    const snapshot = await filesBelow(join(directory, 'current'), '.parquet');
    const ndjson = await filesBelow(join(directory, 'ndjson'), '.gz');
    await compareQuestions('latest state: films and average price per genre', [
      { name: 'gzipped NDJSON', sql: grouped(latestOfNdjson(ndjson)), files: ndjson },
      { name: 'history, Parquet', sql: grouped(latestPerKey(film, { history })), files: history },
      { name: 'current', sql: grouped(`SELECT * FROM read_parquet(${list(snapshot)})`), files: snapshot },
    ]);
    await compareQuestions('one row', [
      { name: 'gzipped NDJSON', sql: one(latestOfNdjson(ndjson)), files: ndjson },
      { name: 'history, Parquet', sql: one(latestPerKey(film, { history })), files: history },
      { name: 'current', sql: one(`SELECT * FROM read_parquet(${list(snapshot)})`), files: snapshot },
    ]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function grouped(rows: string): string {
  return `SELECT genre, count(*) AS films, avg(price) AS price FROM (${rows}) WHERE _operation <> 'deleted' GROUP BY genre ORDER BY genre`;
}

function one(rows: string): string {
  return `SELECT genre, price FROM (${rows}) WHERE _key = 'f4711' AND _operation <> 'deleted'`;
}

/** What a bucket of JSON lines would be asked with: no types, the last line of each key. */
function latestOfNdjson(files: readonly string[]): string {
  const columns = `{key: 'VARCHAR', operation: 'VARCHAR', position: 'VARCHAR', after: 'STRUCT(genre VARCHAR, price DECIMAL(10,2))'}`;
  return `SELECT key AS _key, operation AS _operation, after.genre AS genre, after.price AS price
  FROM read_json(${list(files)}, format = 'newline_delimited', columns = ${columns})
  QUALIFY row_number() OVER (PARTITION BY key ORDER BY position DESC) = 1`;
}

function list(files: readonly string[]): string {
  return `[${files.map((file) => `'${file}'`).join(', ')}]`;
}

/** Wall time in medians; the bytes that were read from the files, by the system's own count where there is one. */
async function compareQuestions(title: string, questions: readonly Question[]): Promise<void> {
  console.log(`  ${title}`);
  let first: { milliseconds: number; bytes: number } | undefined;
  for (const { name, sql, files } of questions) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push((await ask(sql)).milliseconds);
    const { answer, bytes } = await ask(sql);
    const milliseconds = median(times);
    first ??= { milliseconds, bytes };
    console.log(
      `    ${name.padEnd(18)} ${milliseconds.toFixed(0).padStart(6)} ms  ${(first.milliseconds / milliseconds).toFixed(1).padStart(6)}x faster  ` +
        `reads ${bytes.toLocaleString('en').padStart(11)} bytes (${((100 * bytes) / first.bytes).toFixed(1)}%) of ${files.length} files; answer ${answer}`,
    );
  }
}

/** A new database for each question: nothing is cached but the system's pages. */
async function ask(sql: string): Promise<{ milliseconds: number; bytes: number; answer: string }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const before = await bytesRead();
  const start = performance.now();
  const reader = await connection.runAndReadAll(sql);
  const milliseconds = performance.now() - start;
  const bytes = (await bytesRead()) - before;
  const answer = JSON.stringify(reader.getRowsJson()).slice(0, 40);
  connection.closeSync();
  instance.closeSync();
  return { milliseconds, bytes, answer };
}

/** Linux counts what this process has read, from caches too. */
async function bytesRead(): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const io = await readFile('/proc/self/io', 'utf8').catch(() => '');
  return Number(/^rchar: (\d+)/m.exec(io)?.[1] ?? Number.NaN);
}

async function benchCompaction(directory: string): Promise<void> {
  const program = join(import.meta.dirname, 'lake-compaction.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, directory], { maxBuffer: 1e8 });
  const { seconds, peakMegabytes, rows, buckets } = JSON.parse(stdout) as Record<string, number>;
  const perMinute = Math.round((CHANGES / (seconds ?? Number.NaN)) * 60);
  console.log(
    `  compaction ${(seconds ?? 0).toFixed(1)} s = ${perMinute.toLocaleString('en')} changes a minute; peak memory ${peakMegabytes} MB; ` +
      `${(rows ?? 0).toLocaleString('en')} keys in ${buckets} buckets`,
  );
}

async function filesBelow(directory: string, end: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true });
  const files = entries.filter((file) => file.endsWith(end)).map((file) => join(directory, file));
  await Promise.all(files.map((file) => stat(file)));
  return files.toSorted();
}
