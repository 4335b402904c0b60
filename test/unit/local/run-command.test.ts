import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../../local/run-command.ts';
import { commandLine } from '../../../local/process-table.ts';

let directory = '';
let log = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-command-'));
  log = join(directory, 'command.log');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A shell that starts a child and waits for it, as the CDK does; both pids are in the log. */
const SHELL = ['-c', 'sleep 300 & echo $$ $!; wait'];

function command(signal?: AbortSignal) {
  return { name: 'A command', file: '/bin/sh', args: SHELL, log, next: 'Read it.', signal };
}

async function pids(): Promise<readonly number[]> {
  const found = async (): Promise<readonly number[]> =>
    (await readFile(log, 'utf8').catch(() => '')).trim().split(/\s+/).map(Number);
  await expect.poll(async () => (await found()).length).toBe(2);
  return found();
}

async function untilGone(all: readonly number[]): Promise<void> {
  const alive = async (): Promise<number> =>
    (await Promise.all(all.map(commandLine))).filter((line) => line !== undefined).length;
  await expect.poll(alive).toBe(0);
}

test('an abort ends a command and what it has started', async () => {
  const interruption = new AbortController();
  const running = runCommand(command(interruption.signal));
  const started = await pids();

  interruption.abort();

  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await untilGone(started);
});

test('a command whose headwater was killed is ended before the same one runs again', async () => {
  const program = `import { runCommand } from '${join(import.meta.dirname, '../../../local/run-command.ts')}';
    await runCommand(${JSON.stringify(command())});`;
  const killed = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  const started = await pids();
  await expect.poll(() => readFile(`${log}.pid`, 'utf8').catch(() => '')).toContain('startedAt');
  killed.kill('SIGKILL');
  expect(await commandLine(started[0] ?? 0)).toBeDefined();
  const interruption = new AbortController();

  const again = runCommand(command(interruption.signal));

  await untilGone(started);
  interruption.abort();
  await expect(again).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

test('a process that ends at once takes its command with it', async () => {
  const program = `import { existsSync, readFileSync } from 'node:fs';
    import { runCommand } from '${join(import.meta.dirname, '../../../local/run-command.ts')}';
    const begun = () => existsSync('${log}') && readFileSync('${log}', 'utf8').includes('\\n');
    setInterval(() => begun() && process.exit(3), 50);
    await runCommand(${JSON.stringify(command())});`;
  const ended = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  const code = new Promise((resolve) => ended.once('exit', resolve));
  const started = await pids();

  expect(await code).toBe(3);
  await untilGone(started);
});
