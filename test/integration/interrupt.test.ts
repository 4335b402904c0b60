import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutAt, repository } from '../../local/layout.ts';
import { complaintsAt, runVerb } from '../interrupt/stop.ts';

// A few points of a few verbs; `npm run test:interrupt` stops every verb at every point.

test.each([
  ['status', 3, ['status']],
  ['status, its answer written', 'stdout', ['status']],
  ['search', '_search', ['search', 'film', 'alien']],
  ['query', 'list-type=2', ['query', 'select count(*) from film_current']],
  ['verify', '_search', ['verify', '--grace', '1']],
  ['a dry backfill', 'POST /', ['backfill', '--consumer', 'search', '--entity', 'film']],
  ['dlq list', 'response.finish', ['dlq', 'list']],
  ['up', 'stderr', ['up']],
])('%s, stopped at point %s, ends with 130 and leaves nothing', async (_, point, words) => {
  expect(await complaintsAt(words, point)).toEqual([]);
});

test.each([
  ['before it answers', 'POST /', { error: { code: 'HW_INTERRUPTED', message: 'Interrupted.' } }],
  ['once it has answered', 'stdout', { groups: expect.any(Array) as unknown }],
])('with --json stdout is one document, stopped %s', async (_, at, document) => {
  const { code, stdout } = await runVerb(['dlq', 'list', '--json'], { at });

  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject(document);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends a verb as Ctrl-C does', async (by) => {
  expect(await complaintsAt(['status'], 5, by)).toEqual([]);
});

test('Ctrl-C in a terminal reaches npx, the set-up and the verb at once: it ends once, with 130', async () => {
  const child = spawn('npx', ['headwater', 'verify', '--grace', '20'], {
    cwd: repository,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  // npm ends by the signal itself, which a shell calls 130, too.
  const code = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve(signal === 'SIGINT' ? 130 : code)),
  );
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    if (stderr.includes('local cloud at') && !stderr.includes('Interrupted')) process.kill(-(child.pid ?? 0), 'SIGINT');
  });

  expect(await code).toBe(130);
  expect(stderr).toContain('Interrupted.');
  expect(stderr).not.toMatch(/^\s+at /m);
});

/** The tests' own endpoint would be a cloud that somebody else runs: every `up` deploys there. */
const OF_A_USER = { AWS_ENDPOINT_URL: undefined };

test('of three that deploy at once one does, and the others wait for it and find it done', async () => {
  await rm(join(layoutAt().root, 'deployed', 'dev.json'), { force: true });

  const all = await Promise.all([1, 2, 3].map(() => runVerb(['up', '--json'], { env: OF_A_USER })));

  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  const deployed = all.map(({ stdout }) => (JSON.parse(stdout) as { deployed: string }).deployed);
  expect(deployed.toSorted()).toEqual(['new', 'unchanged', 'unchanged']);
  expect(all.filter(({ stderr }) => /waiting for another headwater: process \d+ \(.*up/.test(stderr))).toHaveLength(2);
});
