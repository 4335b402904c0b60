import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  inspectProcess,
  startInBackground,
  stopProcess,
  waitForHealth,
  type BackgroundProcess,
} from '../../../local/background-process.ts';
import { commandLine } from '../../../local/process-table.ts';
import { waitUntil } from '../../../local/wait-until.ts';

let directory = '';
let server: BackgroundProcess;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-process-'));
  server = { name: 'Fake', pidFile: join(directory, 'fake.json'), logFile: join(directory, 'fake.log') };
});

afterEach(async () => {
  await stopProcess(server, { graceMs: 100 });
  await rm(directory, { recursive: true, force: true });
});

/** A server that answers on a free port and writes it to the file `port`. `onTerm` is what it does on SIGTERM. */
async function startFake(program: string): Promise<number> {
  const script = join(directory, 'fake-server.mjs');
  await writeFile(script, program);
  const args = [script];
  const record = await startInBackground(server, {
    command: process.execPath,
    args,
    cwd: directory,
    env: process.env,
    port: 1,
  });
  return record.pid;
}

const listens = `
  import { createServer } from 'node:http';
  import { writeFileSync } from 'node:fs';
  const server = createServer((request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
`;

async function answers(): Promise<boolean> {
  const port = await readFile(join(directory, 'port'), 'utf8').catch(() => undefined);
  return port !== undefined && (await fetch(`http://127.0.0.1:${port}`)).ok;
}

async function health(): Promise<void> {
  const found = await inspectProcess(server);
  if (found.kind !== 'alive') throw new Error(`the fake is ${found.kind}`);
  await waitForHealth(server, found.record, answers, { deadlineMs: 10_000 });
}

test('a started process is found by its pid file, waited for, and stopped', async () => {
  const pid = await startFake(listens);
  await health();

  expect(await stopProcess(server, { graceMs: 5_000 })).toBe('ended');

  expect(await commandLine(pid)).toBeUndefined();
  expect(await inspectProcess(server)).toEqual({ kind: 'stopped' });
  expect(await stopProcess(server, { graceMs: 5_000 })).toBe('was not running');
});

test('a process that ignores SIGTERM is killed after the grace, and its children with it', async () => {
  const pid = await startFake(`${listens}
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync('child', String(child.pid));
  `);
  await health();
  const child = Number(await readFile(join(directory, 'child'), 'utf8'));

  expect(await stopProcess(server, { graceMs: 200 })).toBe('killed');

  expect(await commandLine(pid)).toBeUndefined();
  expect(await waitUntil(async () => (await commandLine(child)) === undefined, { deadlineMs: 5_000 })).toBe(true);
});

test('a pid file whose process has ended means dead, and stopping removes it', async () => {
  const record = { pid: 2 ** 22 + 1, port: 1, args: ['gone.mjs'], startedAt: '2026-11-24T00:00:00.000Z' };
  await writeFile(server.pidFile, JSON.stringify(record));

  expect(await inspectProcess(server)).toEqual({ kind: 'dead', record });
  expect(await stopProcess(server, { graceMs: 100 })).toBe('was not running');
  expect(await inspectProcess(server)).toEqual({ kind: 'stopped' });
});

test('a pid that a stranger got since is not taken for ours, and the stranger is left alone', async () => {
  const record = { pid: process.pid, port: 1, args: ['/somewhere/launch.py'], startedAt: '2026-11-24T00:00:00.000Z' };
  await writeFile(server.pidFile, JSON.stringify(record));

  expect((await inspectProcess(server)).kind).toBe('dead');
  // Were it ours, this would end the test run.
  expect(await stopProcess(server, { graceMs: 100 })).toBe('was not running');
});

test.each(['', '{"pid":', '{"pid":"12"}', '{"pid":1,"port":1,"args":[],"startedAt":"now"}'])(
  'a pid file that holds %j means dead',
  async (text) => {
    await writeFile(server.pidFile, text);

    expect(await inspectProcess(server)).toEqual({ kind: 'dead', record: undefined });
  },
);

test('a process that ends while starting is an error that shows the end of its log', async () => {
  await startFake(`console.log('no more memory'); setTimeout(() => process.exit(3), 50);`);

  await expect(health()).rejects.toMatchObject({
    code: 'SERVER_DIED',
    message: expect.stringContaining('no more memory') as unknown,
  });
});

test('a process that never answers is an error once the deadline has passed', async () => {
  await startFake(`console.log('thinking'); setInterval(() => {}, 1000);`);
  const found = await inspectProcess(server);
  if (found.kind !== 'alive') throw new Error('the fake is not alive');

  await expect(waitForHealth(server, found.record, answers, { deadlineMs: 200 })).rejects.toMatchObject({
    code: 'SERVER_NOT_READY',
  });
});

test('a new start keeps the log of the one before', async () => {
  await startFake(`console.log('first'); setInterval(() => {}, 1000);`);
  await waitUntil(async () => (await readFile(server.logFile, 'utf8')).includes('first'), { deadlineMs: 5_000 });
  await stopProcess(server, { graceMs: 1_000 });

  await startFake(`console.log('second'); setInterval(() => {}, 1000);`);

  expect(await readFile(`${server.logFile}.previous`, 'utf8')).toContain('first');
});

test('workers that a killed process left behind are ended, strangers of its old group are not', async () => {
  const mark = join(directory, 'worker.mjs');
  await writeFile(mark, 'setInterval(() => {}, 1000);');
  await writeFile(join(directory, 'stranger.mjs'), 'setInterval(() => {}, 1000);');
  const pid = await startFake(`${listens}
    import { spawn } from 'node:child_process';
    const children = ['worker.mjs', 'stranger.mjs'].map((file) => spawn(process.execPath, [process.cwd() + '/' + file]).pid);
    writeFileSync('children', JSON.stringify(children));
  `);
  await health();
  const [worker = 0, stranger = 0] = JSON.parse(await readFile(join(directory, 'children'), 'utf8')) as number[];
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await inspectProcess(server)).kind).toBe('dead');

  await stopProcess({ ...server, workerMark: mark }, { graceMs: 100 });

  expect(await waitUntil(async () => (await commandLine(worker)) === undefined, { deadlineMs: 5_000 })).toBe(true);
  expect(await commandLine(stranger)).toContain('stranger.mjs');
  process.kill(stranger, 'SIGKILL');
});
