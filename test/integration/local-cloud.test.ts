import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { install } from '../../local/install.ts';
import { layoutAt } from '../../local/layout.ts';
import { localCloudStatus, startLocalCloud, stopLocalCloud, type LocalCloud } from '../../local/local-cloud.ts';
import { fingerprintOf, mark } from '../../local/marker.ts';
import { isListening } from '../../local/ports.ts';
import { jarsFingerprint } from '../../local/jars.ts';
import { packagesFingerprint } from '../../local/venv.ts';

// A cloud of its own beside the one the other tests use: own ports, own data, the same installation.

let root = '';
let told: string[] = [];
const log = ({ text }: { text: string }): void => void told.push(text);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-cloud-'));
  await shareInstallation(root);
  vi.stubEnv('HEADWATER_PORT', String(await findFreePort(4600)));
  vi.stubEnv('HEADWATER_OPENSEARCH_PORT', String(await findFreePort(9250)));
}, 300_000);

afterAll(async () => {
  await stopLocalCloud({ log, root });
  await rm(root, { recursive: true, force: true });
  vi.unstubAllEnvs();
}, 60_000);

async function shareInstallation(target: string): Promise<void> {
  const [from, to] = [layoutAt(), layoutAt(target)];
  await install(from, { log });
  await mkdir(dirname(to.jars), { recursive: true });
  await symlink(from.venv, to.venv);
  await symlink(from.jars, to.jars);
  await mark(join(to.markers, 'packages'), await packagesFingerprint(to));
  await mark(join(to.markers, 'jars'), await jarsFingerprint(to));
  const both = fingerprintOf(await packagesFingerprint(to), await jarsFingerprint(to));
  await mark(join(to.markers, 'class-archive'), both);
}

async function findFreePort(from: number): Promise<number> {
  for (let port = from; ; port += 1) if (!(await isListening(port))) return port;
}

async function start(): Promise<{ cloud: LocalCloud; milliseconds: number }> {
  told = [];
  const begin = Date.now();
  return { cloud: await startLocalCloud({ log, root }), milliseconds: Date.now() - begin };
}

async function kill(name: 'MiniStack' | 'OpenSearch'): Promise<void> {
  const server = (await localCloudStatus({ root })).servers.find((one) => one.name === name);
  if (typeof server?.pid !== 'number') throw new Error(`${name} does not run`);
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => stateOf(name), { timeout: 10_000 }).toBe('dead');
}

async function stateOf(name: string): Promise<string | undefined> {
  return (await localCloudStatus({ root })).servers.find((one) => one.name === name)?.state;
}

async function putIndex(cloud: LocalCloud): Promise<boolean> {
  return (await fetch(`${cloud.openSearchEndpoint}/films`, { method: 'PUT' })).ok;
}

async function hasIndex(cloud: LocalCloud): Promise<boolean> {
  return (await fetch(`${cloud.openSearchEndpoint}/films`, { method: 'HEAD' })).ok;
}

test('the first start is empty, answers, and takes an index; the second keeps it and is quick', async () => {
  const first = await start();
  expect(first.cloud.state).toBe('empty');
  expect((await fetch(`${first.cloud.endpoint}/_ministack/health`)).ok).toBe(true);
  expect(await putIndex(first.cloud)).toBe(true);

  const second = await start();

  expect(second.cloud.state).toBe('kept');
  expect(await hasIndex(second.cloud)).toBe(true);
  expect(second.milliseconds).toBeLessThan(5_000);
}, 180_000);

test('a disk that is full does not make indices read-only', async () => {
  const { cloud } = await start();

  const answer = await fetch(
    `${cloud.openSearchEndpoint}/_nodes/settings?flat_settings&filter_path=nodes.*.settings.*disk*`,
  );

  expect(await answer.text()).toContain('"cluster.routing.allocation.disk.threshold_enabled":"false"');
}, 180_000);

test('an OpenSearch that died comes back with its indices', async () => {
  await kill('OpenSearch');
  const { logTail } = (await localCloudStatus({ root })).servers.find(({ name }) => name === 'OpenSearch') ?? {};
  expect(logTail).toContain('index films');

  const { cloud } = await start();

  expect(cloud.state).toBe('kept');
  expect(told.join('\n')).toContain('has died');
  expect(await hasIndex(cloud)).toBe(true);
}, 180_000);

test('when MiniStack died, OpenSearch starts empty with it, and the user is told', async () => {
  await kill('MiniStack');

  const { cloud } = await start();

  expect(cloud.state).toBe('empty');
  expect(told.join('\n')).toContain('deploy again');
  expect(await hasIndex(cloud)).toBe(false);
}, 180_000);

test('after a stop, a port that a stranger has is named, and nothing is started', async () => {
  const stopped = await stopLocalCloud({ log, root });
  const port = Number(process.env['HEADWATER_PORT']);
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));

  await expect(startLocalCloud({ log, root })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(`Port ${port}`) as unknown,
  });

  expect(stopped).toEqual({ wasRunning: true, kept: false });
  expect(await stateOf('OpenSearch')).toBe('stopped');
  await new Promise((resolve) => stranger.close(resolve));
}, 60_000);

test('an interruption stops what was begun', async () => {
  const interruption = new AbortController();
  const starting = startLocalCloud({
    log: ({ step, state }) => {
      if (step === 'OpenSearch' && state === 'running') interruption.abort();
    },
    root,
    signal: interruption.signal,
  });

  await expect(starting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect([await stateOf('MiniStack'), await stateOf('OpenSearch')]).toEqual(['stopped', 'stopped']);
}, 60_000);
