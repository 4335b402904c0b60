import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../local/lock.ts';
import { commandLine } from '../../../local/process-table.ts';
import type { Progress } from '../../../local/progress.ts';

let directory = '';
let lock = '';
let told: Progress[] = [];
const log = (line: Progress): void => void told.push(line);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-lock-'));
  lock = join(directory, 'up.lock');
  told = [];
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('one at a time: the second waits for the first, and says so', async () => {
  const order: string[] = [];
  const held = Promise.withResolvers<undefined>();
  const first = withLock(lock, { log }, async () => {
    order.push('first begins');
    await held.promise;
    order.push('first ends');
  });
  await expect.poll(() => order).toEqual(['first begins']);
  const second = withLock(lock, { log }, () => Promise.resolve(order.push('second')));
  await expect.poll(() => told.map(({ text }) => text)).toEqual([expect.stringContaining(`process ${process.pid}`)]);

  held.resolve(undefined);
  await Promise.all([first, second]);

  expect(order).toEqual(['first begins', 'first ends', 'second']);
  expect(await readdir(directory)).toEqual([]);
});

test.each([
  ['of a dead process', JSON.stringify({ pid: 2 ** 22 + 1, command: 'node' })],
  ['whose pid a stranger has now', JSON.stringify({ pid: process.pid, command: 'something else' })],
  ['that is no lock', 'garbage'],
])('a lock %s is taken over', async (_, content) => {
  await writeFile(lock, content);

  expect(await withLock(lock, { log }, () => Promise.resolve('done'))).toBe('done');
  expect(await readdir(directory)).toEqual([]);
});

test('a stale lock that many find at once goes to one at a time', async () => {
  await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, command: 'node' }));
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
  };

  await Promise.all(Array.from({ length: 8 }, () => withLock(lock, { log }, work)));

  expect(most).toBe(1);
});

test('a holder that is not done by the deadline is named', async () => {
  await writeFile(lock, JSON.stringify({ pid: process.pid, command: await commandLine(process.pid) }));

  await expect(withLock(lock, { log, deadlineMs: 50 }, () => Promise.resolve())).rejects.toMatchObject({
    code: 'LOCK_HELD',
    message: expect.stringContaining(`process ${process.pid}`) as unknown,
  });
});

test('the lock is given back when the work fails, and waiting for it can be interrupted', async () => {
  await expect(withLock(lock, { log }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(withLock(lock, { log, signal: AbortSignal.abort() }, () => Promise.resolve())).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
});
