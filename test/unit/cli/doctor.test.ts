/** `headwater doctor` with each fault as it comes: an occupied port, a bad definition, no credentials, no network ... */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Finding } from '../../../cli/doctor/finding.ts';
import { nodeFinding } from '../../../cli/doctor/machine.ts';

const MAIN = join(import.meta.dirname, '../../../cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'headwater-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** No account of this machine's, no cloud of the tests'. */
const BARE = {
  HEADWATER_CONFIG: undefined,
  HEADWATER_LOCAL_ROOT: join(folder, '.local'),
  HEADWATER_PORT: '4794',
  HEADWATER_OPENSEARCH_PORT: '9294',
  AWS_ENDPOINT_URL: undefined,
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
};
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

interface Examined {
  readonly code: number;
  readonly ok: boolean;
  readonly of: (check: string) => Finding | undefined;
}

async function doctor(words: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = folder): Promise<Examined> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stdout: string }>();
  const settings = { cwd, env: { ...process.env, ...BARE, ...env } };
  execFile(process.execPath, [MAIN, 'doctor', '--json', ...words], settings, (error, stdout) =>
    resolve({ code: Number(error?.code ?? 0), stdout }),
  );
  const { code, stdout } = await promise;
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] };
  return { code, ok, of: (check) => checks.find((one) => one.check === check) };
}

test('in a folder without a definition, without a network, nothing is in the way', async () => {
  const { code, ok, of } = await doctor([]);

  expect({ code, ok }).toEqual({ code: 0, ok: true });
  expect(of('definition')).toMatchObject({
    state: 'none',
    next: expect.stringContaining('npm create headwater') as unknown,
  });
  for (const check of ['node', 'python', 'port of MiniStack', 'port of OpenSearch', 'disk'])
    expect(of(check)).toMatchObject({ state: 'ok' });
});

test('a port that another has', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, of } = await doctor([], { HEADWATER_PORT: String(port) });
  server.close();

  expect(code).toBe(1);
  expect(of('port of MiniStack')).toMatchObject({
    state: 'bad',
    next: expect.stringContaining('HEADWATER_PORT=') as unknown,
  });
  expect(of('port of OpenSearch')).toMatchObject({ state: 'ok' });
});

test('a port that is none, a Python that is none, a root that is no folder', async () => {
  writeFileSync(join(folder, 'file'), '');
  const env = {
    HEADWATER_OPENSEARCH_PORT: '9300',
    HEADWATER_PYTHON: '/none',
    HEADWATER_LOCAL_ROOT: join(folder, 'file/x'),
  };
  const { code, of } = await doctor([], env);

  expect(code).toBe(1);
  expect(of('port of OpenSearch')).toMatchObject({ state: 'bad', text: expect.stringContaining('9300') as unknown });
  expect(of('python')).toMatchObject({ state: 'bad', next: expect.stringContaining('HEADWATER_PYTHON') as unknown });
  expect(of('disk')).toMatchObject({ state: 'bad', text: expect.stringContaining('is no folder') as unknown });
});

test('a Node that reads no TypeScript', () => {
  expect(nodeFinding('20.20.2')).toMatchObject({ state: 'bad', next: expect.stringContaining('node@24') as unknown });
  expect(nodeFinding('22.18.0')).toMatchObject({ state: 'ok' });
});

test.each([
  ['one that does not parse', 'export default {', /cannot be read/],
  ['one that exports nothing', 'export const a = 1;', /no default export/],
  ['one that ends the process', 'process.exit(0);', /calls process.exit\(0\)/],
  ['one that waits for what never comes', 'await new Promise(() => undefined);', /waits at an `await`/],
])('a definition: %s', async (name, content, text) => {
  const app = join(folder, name);
  mkdirSync(app);
  writeFileSync(join(app, 'headwater.config.ts'), content);
  const { code, of } = await doctor([], {}, app);

  expect(code).toBe(1);
  expect(of('definition')).toMatchObject({ state: 'bad', text: expect.stringMatching(text) as unknown });
  // The app has no packages either.
  expect(of('versions')).toMatchObject({
    state: 'bad',
    next: expect.stringContaining('npm install aws-cdk-lib@') as unknown,
  });
});

test('a definition that ends the process once it is read', async () => {
  writeFileSync(
    join(folder, 'headwater.config.ts'),
    'setTimeout(() => process.exit(0)); await new Promise((go) => setTimeout(go, 50));',
  );
  const { code, of } = await doctor([]);
  rmSync(join(folder, 'headwater.config.ts'));

  expect(code).not.toBe(0);
  expect(of('definition')).toMatchObject({ state: 'bad', text: expect.stringContaining('exit(0)') as unknown });
});

test('one port for two servers', async () => {
  const { code, of } = await doctor([], { HEADWATER_PORT: '9294' });

  expect(code).toBe(1);
  expect(of('port of MiniStack')).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('is the port of OpenSearch, too') as unknown,
  });
});

test('a definition that never ends can be interrupted', async () => {
  const app = join(folder, 'endless');
  mkdirSync(app);
  writeFileSync(join(app, 'headwater.config.ts'), "process.stderr.write('reading'); while (true);");
  const child = execFile(process.execPath, [MAIN, 'status'], { cwd: app, env: { ...process.env, ...BARE } });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  child.kill('SIGINT');

  expect(await ended).toBe('SIGINT');
});

test('no region and no credentials, where AWS is meant', async () => {
  const { code, of } = await doctor(['--aws']);

  expect(code).toBe(1);
  expect(of('region')).toMatchObject({ state: 'bad' });
  expect(of('credentials')).toMatchObject({ state: 'bad', text: 'there are none' });
});

test('credentials, and nobody who answers', async () => {
  const { code, of } = await doctor(['--aws'], {
    ...KEYS,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  });

  expect(code).toBe(1);
  expect(of('region')).toMatchObject({ state: 'ok', text: 'eu-west-1' });
  expect(of('credentials')).toMatchObject({ state: 'bad', text: expect.stringContaining('did not answer') as unknown });
});
