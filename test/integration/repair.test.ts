/**
 * The index is broken by hand in every way that verify knows; verify must name each, repair must mend each. What is judged
 * by is code apart from the code that is tested: a plain Scan and OpenSearch's own HTTP API.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..');

interface Source {
  readonly price?: number;
  readonly title?: string;
  readonly _sync: { readonly p?: string; readonly at?: number; readonly t?: number; readonly del: boolean };
}

let pipeline: Pipeline;
let directory: string;
let endpoint: string;
beforeAll(async () => {
  pipeline = await connectPipeline();
  directory = await mkdtemp(join(tmpdir(), 'headwater-repair-'));
  endpoint = plainEndpoint(pipeline.session.deployment);
});
afterAll(() => rm(directory, { recursive: true }));

async function openSearch(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${endpoint}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer.json();
}

async function source(key: string): Promise<Source | undefined> {
  const found = (await openSearch('GET', `/film/_doc/${encodeURIComponent(key)}?realtime=true`)) as {
    _source?: Source;
  };
  return found._source;
}

const write = (key: string, content: unknown): Promise<unknown> =>
  openSearch('PUT', `/film-write/_doc/${encodeURIComponent(key)}?refresh=true`, content);
const erase = (key: string): Promise<unknown> =>
  openSearch('DELETE', `/film-write/_doc/${encodeURIComponent(key)}?refresh=true`);

async function patch(key: string, change: (source: Source) => object): Promise<void> {
  const before = await source(key);
  if (!before) throw new Error(`there is no document ${key} to break`);
  await write(key, change(before));
}

async function headwater(...words: string[]): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout } = await run(process.execPath, ['cli/main.ts', ...words], {
      cwd: repository,
      maxBuffer: 50_000_000,
    });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}\n${stderr}` };
  }
}

/** Whether the index has the price that the table has; `undefined` on both sides is a row that is nowhere. */
async function hasPrice(key: string, price: number | undefined): Promise<boolean> {
  const found = await source(key);
  return (found?._sync.del === false ? found.price : undefined) === price;
}

const HOUR = 3_600_000;
const names = ['missing', 'altered', 'high', 'ignored', 'newborn', 'future', 'readAhead', 'gone'] as const;
type Name = (typeof names)[number];

test(
  'each way of drift is found by its kind, mended, and the next write of each key arrives',
  { timeout: 400_000 },
  async () => {
    const keys = Object.fromEntries(names.map((name) => [name, unique(name)])) as Record<Name, string>;
    const stranger = unique('stranger');
    for (const key of Object.values(keys)) await pipeline.put(filmItem(key, { price: { N: '1' } }));
    for (const key of Object.values(keys)) {
      await untilTrue(`${key} is indexed`, () => hasPrice(key, 1));
    }
    await pipeline.remove(`FILM#${keys.gone}`, 'FILM');
    await untilTrue('the tombstone is there', async () => (await source(keys.gone))?._sync.del === true);
    await untilArchived(keys.gone, 2);

    const far = '2026-11-01T09:00:00.000/';
    await erase(keys.missing);
    await patch(keys.altered, (before) => ({ ...before, title: 'Altered by hand' }));
    await patch(keys.high, ({ _sync, ...row }) => ({ ...row, _sync: { ..._sync, p: raised(_sync.p) } }));
    await patch(keys.ignored, ({ _sync, ...row }) => ({ ...row, _sync: { ..._sync, p: raised(_sync.p) } }));
    await patch(keys.newborn, ({ _sync, ...row }) => ({
      ...row,
      _sync: { ..._sync, p: `2099-01-01T00:00:00.000/${'1'.padStart(40, '0')}` },
    }));
    await patch(keys.future, ({ _sync, ...row }) => ({ ...row, _sync: { ..._sync, at: Date.now() + 24 * HOUR } }));
    await patch(keys.readAhead, ({ _sync, ...row }) => ({
      ...row,
      _sync: { del: false, t: Date.now() + 24 * HOUR, p: _sync.p },
    }));
    await erase(keys.gone);
    await write(stranger, {
      id: stranger,
      title: 'A stranger',
      _sync: { p: `${far}${'5'.padStart(40, '0')}`, at: 1_700_000_000_000, del: false, id: 'x', key: stranger },
    });
    // This write is stale to the index, for its position is below the one that was set by hand.
    await pipeline.setPrice(keys.ignored, '2');
    await untilArchived(keys.ignored, 2);
    const buffer = pipeline.consumer('search').bufferUrl;
    await untilTrue('the write was delivered', async () => (await pipeline.messages(buffer)) === 0);
    expect(await hasPrice(keys.ignored, 1)).toBe(true);

    const file = join(directory, 'drift.ndjson');
    const selection = ['--consumer', 'search', '--entity', 'film'];
    const found = await headwater('verify', ...selection, '--grace', '3', '--out', file);
    expect(found.code, found.output).toBe(1);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const drift = new Map(lines.map((line) => JSON.parse(line) as { key: string }).map((one) => [one.key, one]));
    expect(drift.get(keys.missing)).toMatchObject({ kind: 'missing' });
    expect(drift.get(keys.altered)).toMatchObject({ kind: 'different', fields: ['title'] });
    expect(drift.get(stranger)).toMatchObject({ kind: 'extra' });
    expect(drift.get(keys.gone)).toMatchObject({ kind: 'tombstone-missing' });
    expect(drift.get(keys.high)).toMatchObject({ kind: 'position-ahead', ahead: 'position' });
    expect(drift.get(keys.ignored)).toMatchObject({ kind: 'position-ahead', ahead: 'position', fields: ['price'] });
    expect(drift.get(keys.newborn)).toMatchObject({ kind: 'position-ahead', ahead: 'generation' });
    expect(drift.get(keys.future)).toMatchObject({ kind: 'position-ahead', ahead: 'time' });
    expect(drift.get(keys.readAhead)).toMatchObject({ kind: 'position-ahead', ahead: 'time' });

    const dry = await headwater('repair', ...selection, '--from', file);
    expect(dry.code, dry.output).toBe(1);
    expect(await source(keys.missing)).toBeUndefined();

    const mended = await headwater('repair', ...selection, '--from', file, '--grace', '1', '--yes');
    expect(mended.code, mended.output).toBe(0);

    for (const name of names) {
      const expected = await tablePrice(keys[name]);
      expect(await hasPrice(keys[name], expected), `${name} is as the table has it`).toBe(true);
    }
    expect((await source(keys.altered))?.title).toBe(`Film ${keys.altered}`);
    expect((await source(keys.gone))?._sync.del).toBe(true);
    expect((await source(stranger))?._sync.del).toBe(true);
    expect((await headwater('repair', ...selection, '--from', file)).code).toBe(0);

    for (const name of names) await pipeline.put(filmItem(keys[name], { price: { N: '7' } }));
    for (const name of names) {
      await untilTrue(`the next write of ${name} arrives`, () => hasPrice(keys[name], 7));
    }
    const again = await headwater('verify', ...selection, '--grace', '3');
    expect(again.code, again.output).toBe(0);
  },
);

/** The same stream, a number that the key has not reached. */
function raised(position = ''): string {
  const [generation = '', number = ''] = position.split('/');
  return `${generation}/${'9'.repeat(number.length)}`;
}

async function tablePrice(key: string): Promise<number | undefined> {
  const Key = { pk: { S: `FILM#${key}` }, sk: { S: 'FILM' } };
  const command = new GetItemCommand({ TableName: pipeline.table, Key, ConsistentRead: true });
  const { Item } = await pipeline.session.clients.dynamoDb.send(command);
  return Item?.price?.N === undefined ? undefined : Number(Item.price.N);
}

/** So many changes of a key are in the history, and nothing waits to be archived. */
async function untilArchived(key: string, changes: number): Promise<void> {
  const events = async (): Promise<number> => {
    const { output } = await headwater('verify', '--consumer', 'search', '--entity', 'film', '--key', key, '--json');
    const [explained] = JSON.parse(output.slice(0, output.lastIndexOf(']') + 1)) as { events: unknown[] }[];
    return explained?.events.length ?? 0;
  };
  await untilTrue(`${changes} changes of ${key} are archived`, async () => (await events()) >= changes, 60);
}
