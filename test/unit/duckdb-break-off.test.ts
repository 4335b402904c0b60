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
});

test('a large answer too', async () => {
  const reading = all(history.stream(LONG));
  setTimeout(() => interruption.abort(), 100);

  await expect(reading).rejects.toThrow(/interrupt/i);
});

/** Ends by itself after some seconds, so that an abort that is lost fails the test. */
const SECONDS = 'SELECT sum(hash(a.range * b.range)) FROM range(12000) a, range(12000) b';
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test.each([0, 1, 2, 3, 4, 6, 8, 12])(
  'an abort %i turns of the loop after a question was asked: before it runs, too',
  async (turns) => {
    const answers = Promise.allSettled([all(history.stream(SECONDS)), history.query(SECONDS)]);
    for (let turn = 0; turn < turns; turn += 1) await turnOfTheLoop();
    interruption.abort();

    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  },
);

test('and nothing is asked afterwards', async () => {
  interruption.abort();

  await expect(history.query('SELECT 1')).rejects.toMatchObject({ name: 'AbortError' });
  await expect(all(history.stream('SELECT 1'))).rejects.toMatchObject({ name: 'AbortError' });
});
