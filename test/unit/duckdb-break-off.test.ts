import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';

/** Takes minutes. */
const LONG = 'SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b';

let directory = '';
let history: History;
let interruption: AbortController;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-break-off-'));
  interruption = new AbortController();
  history = await openHistory({ directory, entities: [], signal: interruption.signal });
});

afterEach(async () => {
  history.close();
  await rm(directory, { recursive: true });
});

async function all<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const some of rows) found.push(some);
  return found;
}

test('an abort breaks off the question that is being answered', async () => {
  const answer = history.query(LONG);
  setTimeout(() => interruption.abort(), 100);

  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
}, 10_000);

test('a large answer too', async () => {
  const reading = all(history.stream(LONG));
  setTimeout(() => interruption.abort(), 100);

  await expect(reading).rejects.toThrow(/interrupt/i);
}, 10_000);

test('and nothing is asked afterwards', async () => {
  interruption.abort();

  await expect(history.query('SELECT 1')).rejects.toMatchObject({ name: 'AbortError' });
  await expect(all(history.stream('SELECT 1'))).rejects.toMatchObject({ name: 'AbortError' });
});
