import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../../../local/layout.ts';

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A local cloud of one test file, which breaks it or deploys another app: own ports, own data, the installation that is there. */
export interface OwnCloud {
  readonly root: string;
  readonly endpoint: string;
  run(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Answer>;
  /** Stops it, and removes what it has. */
  end(): Promise<void>;
}

const LONGEST_MS = 170_000;

/** @param more of the environment, such as another HEADWATER_CONFIG */
export async function startOwnCloud(more: NodeJS.ProcessEnv = {}): Promise<OwnCloud> {
  const root = await mkdtemp(join(tmpdir(), 'headwater-own-cloud-'));
  const [port, searchPort] = [await freePort(4600), await freePort(9260)];
  const own: NodeJS.ProcessEnv = {
    ...process.env,
    // Of the tests' common cloud.
    AWS_ENDPOINT_URL: undefined,
    HEADWATER_SEARCH_ENDPOINT: undefined,
    HEADWATER_LOCAL_INSTALLATION: process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(repository, '.local'),
    HEADWATER_LOCAL_ROOT: root,
    HEADWATER_PORT: String(port),
    HEADWATER_OPENSEARCH_PORT: String(searchPort),
    ...more,
  };
  const cloud: OwnCloud = {
    root,
    endpoint: `http://127.0.0.1:${port}`,
    run: (words, env = {}) => answerOf(words, { ...own, ...env }),
    end: async () => {
      const { code, stderr } = await cloud.run(['down', '--purge', '--yes']);
      // Its servers would go on, and nobody would know of them.
      if (code !== 0) throw new Error(`the cloud of its own in ${root} did not go down: ${stderr}`);
      await rm(root, { recursive: true, force: true });
    },
  };
  const { code, stderr } = await cloud.run(['up']);
  if (code !== 0) throw new Error(`the cloud of its own did not come up: ${stderr}`);
  return cloud;
}

async function answerOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Answer> {
  const child = spawn(process.execPath, [join(repository, 'cli/main.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** Below those that a system gives away, and that OpenSearch cannot have. */
async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 1) if (await isFree(port)) return port;
  throw new Error(`no port from ${first} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}
