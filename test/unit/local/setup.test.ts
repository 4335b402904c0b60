import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repository } from '../../../local/layout.ts';
import { commandLine } from '../../../local/process-table.ts';

let clone = '';

/** A clone of which only the set-up is there, with an npm that installs a `node` which prints its arguments. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'headwater-setup-'));
  await mkdir(join(clone, 'local'));
  await cp(join(repository, 'local', 'setup.mjs'), join(clone, 'local', 'setup.mjs'));
  await cp(join(repository, 'local', 'setup'), join(clone, 'local', 'setup'), { recursive: true });
  await writeLock('1.0.0');
  await putNpm(`
    mkdirSync('node_modules/.bin', { recursive: true });
    writeFileSync('node_modules/.bin/node', '#!/bin/sh\\nshift\\necho ran "$@"\\nexit 7\\n', { mode: 0o755 });
  `);
});

afterEach(() => rm(clone, { recursive: true, force: true }));

async function writeLock(version: string): Promise<void> {
  const packages = { '': {}, 'node_modules/a': { version, integrity: 'x' }, 'node_modules/b': { optional: true } };
  await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ packages }));
}

async function putNpm(program: string): Promise<void> {
  const head = `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs'); appendFileSync('npm-runs', 'x');`;
  await writeFile(join(clone, 'npm-cli.js'), `${head}\n${program}`);
}

async function setUp(): Promise<{ code: number; output: string; npmRuns: number }> {
  const env = { ...process.env, npm_execpath: join(clone, 'npm-cli.js') };
  const args = [join(clone, 'local', 'setup.mjs'), 'cli/main.ts', 'demo', '--json'];
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    const child = execFile(process.execPath, args, { cwd: clone, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
  const runs = await readFile(join(clone, 'npm-runs'), 'utf8').catch(() => '');
  return { code, output, npmRuns: runs.length };
}

test('a fresh clone is installed once; the arguments and the exit code pass through', async () => {
  expect(await setUp()).toMatchObject({
    code: 7,
    output: expect.stringContaining('ran demo --json') as unknown,
    npmRuns: 1,
  });
  expect(await setUp()).toMatchObject({ code: 7, npmRuns: 1 });
});

test('a changed lock file is noticed', async () => {
  await setUp();
  await writeLock('2.0.0');

  expect(await setUp()).toMatchObject({ code: 7, npmRuns: 2 });
});

test('an installation that did not finish is done again', async () => {
  await putNpm(`mkdirSync('node_modules'); process.exit(1);`);
  expect(await setUp()).toMatchObject({ code: 1, output: expect.stringContaining('npm ci did not finish') as unknown });
  await putNpm(
    `mkdirSync('node_modules/.bin'); writeFileSync('node_modules/.bin/node', '#!/bin/sh', { mode: 0o755 });`,
  );

  expect(await setUp()).toMatchObject({ code: 0, npmRuns: 2 });
});

test('what npm install has done by hand is not done again', async () => {
  await setUp();
  await rm(join(clone, 'node_modules', '.headwater-lock'));
  const packages = { 'node_modules/a': { version: '1.0.0', integrity: 'x' } };
  await writeFile(join(clone, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));

  expect(await setUp()).toMatchObject({ code: 7, npmRuns: 1 });
});

test('a node whose install script was not allowed to run is a clear error', async () => {
  await putNpm(`mkdirSync('node_modules');`);

  expect(await setUp()).toMatchObject({ code: 1, output: expect.stringContaining('npm rebuild node') as unknown });
});

/** Sets up in the background. `says` is what it has printed so far. */
function beginSetUp() {
  const env = { ...process.env, npm_execpath: join(clone, 'npm-cli.js') };
  const args = [join(clone, 'local', 'setup.mjs'), 'cli/main.ts', 'demo'];
  const child = spawn(process.execPath, args, { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, code, says: () => output };
}

/** An npm whose install script takes five minutes. */
async function putSlowNpm(): Promise<void> {
  await putNpm(`mkdirSync('node_modules', { recursive: true });
    const { pid } = require('node:child_process').spawn('sleep', ['300'], { stdio: 'inherit' });
    console.log('npm ' + process.pid + ' and install script ' + pid + ' runs'); setInterval(() => {}, 1000);`);
}

test('Ctrl-C at npm ci ends it and what it has started, with 130; the next run starts it over', async () => {
  await putSlowNpm();
  const { child, code, says } = beginSetUp();
  await expect.poll(says).toContain('runs');
  const script = Number(/script (\d+)/.exec(says())?.[1]);

  child.kill('SIGINT');

  expect(await code).toBe(130);
  expect(says()).toContain('Run the command again');
  await expect.poll(() => commandLine(script)).toBeUndefined();
  await expect(readFile(join(clone, '.local', 'npm-ci.pid'))).rejects.toThrow('ENOENT');
  await rm(join(clone, 'node_modules'), { recursive: true });
  await putNpm(
    `mkdirSync('node_modules/.bin', { recursive: true }); writeFileSync('node_modules/.bin/node', '#!/bin/sh', { mode: 0o755 });`,
  );
  expect(await setUp()).toMatchObject({ code: 0 });
});

test('an npm that does not end on Ctrl-C is ended after five seconds', { timeout: 15_000 }, async () => {
  await putNpm(
    `process.on('SIGINT', () => {}); console.log('npm ' + process.pid + ' runs'); setInterval(() => {}, 1000);`,
  );
  const { child, code, says } = beginSetUp();
  await expect.poll(says, { timeout: 5_000 }).toContain('runs');

  child.kill('SIGINT');

  expect(await code).toBe(130);
  expect(says()).toContain('Run the command again');
  await expect.poll(() => commandLine(Number(/npm (\d+)/.exec(says())?.[1]))).toBeUndefined();
});

test('a second one waits for the first, and Ctrl-C ends the wait with 130; a killed first one is noticed', async () => {
  await putSlowNpm();
  const first = beginSetUp();
  await expect.poll(first.says).toContain('runs');
  const second = beginSetUp();
  await expect.poll(second.says).toContain(`waiting for process ${first.child.pid}`);
  second.child.kill('SIGINT');
  expect(await second.code).toBe(130);

  first.child.kill('SIGKILL');
  const third = beginSetUp();

  await expect.poll(third.says).toContain('runs');
  third.child.kill('SIGTERM');
  expect(await third.code).toBe(130);
  // Its npm leads a group of its own, and outlives it.
  process.kill(-Number(/npm (\d+) and/.exec(first.says())?.[1]), 'SIGKILL');
});
