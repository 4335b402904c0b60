/** Verbs that read whole tables let no garbage pile up, however they are started, and without flags for Node. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../../..');

/** Runs when the command has ended, in its process: makes garbage, and says how large V8 let its young generation grow. */
const PROBE = `data:text/javascript,${encodeURIComponent(`
  import { getHeapSpaceStatistics } from 'node:v8';
  process.on('exit', () => {
    const kept = [];
    for (let n = 0; n < 3_000_000; n += 1) kept[n % 300_000] = { n, text: 'row ' + n };
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    process.stdout.write('young ' + young.space_size);
  });
`)}`;

/** By itself it grows to 134 MB (Node 24); a command has taken up to 34 MB when its modules are loaded. */
const HELD = 70_000_000;

test.each([['verify'], ['repair'], ['backfill', '--entity', 'film'], ['reindex', 'film']])(
  '%s',
  { timeout: 60_000 },
  async (...words) => {
    expect(await youngGeneration(...words)).toBeLessThan(HELD);
  },
);

test('the probe sees what grows', { timeout: 60_000 }, async () => {
  expect(await youngGeneration('status')).toBeGreaterThan(HELD);
});

/** Bytes, after a command that finds no cloud. */
async function youngGeneration(...words: readonly string[]): Promise<number> {
  const args = ['--import', PROBE, 'cli/main.ts', ...words, '--endpoint', 'http://127.0.0.1:1'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: repository }, (_error, stdout) => resolve(stdout));
  });
  return Number(/young (\d+)/.exec(output)?.[1]);
}
