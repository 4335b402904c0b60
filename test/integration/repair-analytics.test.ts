/**
 * The analytics copy is broken by hand: a change is taken out of its files, a row file says what the table does not, a
 * stranger comes in. Judged by DuckDB alone, over files that the test fetches itself.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..');

let pipeline: Pipeline;
let directory: string;
let bucket: string;
beforeAll(async () => {
  pipeline = await connectPipeline();
  directory = await mkdtemp(join(tmpdir(), 'headwater-repair-'));
  bucket = pipeline.session.deployment.analytics?.bucket ?? '';
});
afterAll(() => rm(directory, { recursive: true }));

async function headwater(...words: string[]): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout } = await run(process.execPath, ['cli/main.ts', ...words], { cwd: repository });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}\n${stderr}` };
  }
}

/** Titles of the current rows of some keys, as a query finds them; a key that is there twice shows twice. */
async function titles(keys: readonly string[]): Promise<readonly string[]> {
  const { s3 } = pipeline.session.clients;
  const { entities } = pipeline.session.definition.consumers.find(({ type }) => type === 'analytics') ?? {
    entities: [],
  };
  const history = await openHistory({ directory, entities, origin: { client: s3, bucket } });
  try {
    const some = keys.map((key) => `'${key}'`).join(', ');
    const { rows } = await history.query(`SELECT title FROM film_current WHERE _key IN (${some}) ORDER BY title`);
    return rows.map(({ title }) => title as string);
  } finally {
    history.close();
  }
}

/** The files that came into the bucket since. */
async function objects(): Promise<ReadonlySet<string>> {
  const { Contents = [] } = await pipeline.session.clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'history/entity=film/' }),
  );
  return new Set(Contents.map(({ Key = '' }) => Key));
}

test(
  'a lost change, a wrong row and a stranger are found and mended, and no answer is doubled',
  { timeout: 300_000 },
  async () => {
    const [lost, wrong, stranger] = [unique('lost'), unique('wrong'), unique('stranger')];
    const before = await objects();
    await pipeline.put(filmItem(lost));
    await untilTrue('it is archived', async () => (await titles([lost])).length === 1);
    const client = pipeline.session.clients.s3;
    for (const Key of (await objects()).difference(before)) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }
    await pipeline.put(filmItem(wrong));
    await untilTrue('the other is archived', async () => (await titles([wrong])).length === 1);
    const { entities } = pipeline.session.definition.consumers.find(({ type }) => type === 'analytics') ?? {
      entities: [],
    };
    const store = createS3HistoryStore({ client, bucket, entities });
    // A read that wins over the change of a moment ago (by more than the margin), and that clocks could still explain.
    const at = new Date(Date.now() + 59_000).toISOString();
    const row = { title: 'By hand', releaseDate: '1998-06-12', price: 1 };
    const byHand = (key: string): Change => ({
      operation: 'snapshot',
      entity: 'film',
      id: unique('id'),
      key,
      at,
      after: { id: key, ...row },
    });
    const past = new Date(Date.now() - 3_600_000).toISOString();
    const position = positionOf('2020-01-01T00:00:00.000', '1');
    await store.append([
      byHand(wrong),
      {
        operation: 'created',
        entity: 'film',
        id: unique('id'),
        key: stranger,
        at: past,
        position,
        after: { id: stranger, ...row },
      },
    ]);
    expect(await titles([lost, wrong, stranger])).toEqual(['By hand', 'By hand']);

    const file = join(directory, 'drift.ndjson');
    const selection = ['--consumer', 'analytics', '--entity', 'film'];
    const found = await headwater('verify', ...selection, '--grace', '2', '--out', file, '--json', '--examples', '100');
    expect(found.code, found.output).toBe(1);
    const kinds = new Map(
      (
        JSON.parse(found.output.slice(0, found.output.lastIndexOf('}') + 1)) as {
          examples: { key: string; kind: string }[];
        }
      ).examples.map(({ key, kind }) => [key, kind]),
    );
    expect([lost, wrong, stranger].map((key) => kinds.get(key))).toEqual(['missing', 'different', 'extra']);

    const mended = await headwater('repair', ...selection, '--from', file, '--grace', '2', '--yes');
    expect(mended.code, mended.output).toBe(0);
    // The same again, all of it: what is there already is not there twice.
    for (const key of [lost, wrong])
      await headwater('repair', '--entity', 'film', '--key', key, '--grace', '1', '--yes');

    expect(await titles([lost, wrong, stranger])).toEqual([`Film ${lost}`, `Film ${wrong}`].sort());
    // The stranger has a history now, and the index no tombstone for it.
    await headwater('repair', '--consumer', 'search', '--entity', 'film', '--key', stranger, '--grace', '1', '--yes');
  },
);
