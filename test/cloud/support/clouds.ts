import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(import.meta.dirname, '..', '..', '..');
const bin = join(root, 'node_modules', '.bin');

/** How to start each cloud, as arguments for Python. */
const launchers = {
  bare: ['-m', 'ministack'],
  ours: [join(root, 'local', 'cloud', 'launch.py')],
} as const;

export type CloudName = keyof typeof launchers;

export interface RunningCloud {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts a cloud on a free port of 127.0.0.1, its output in `folder`, and waits until it answers. */
export async function startCloud(name: CloudName, folder: string): Promise<RunningCloud> {
  const python = process.env['HEADWATER_PYTHON'] ?? join(root, '.local', 'venv', 'bin', 'python');
  const port = await freePort();
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'w');
  const server = spawn(python, launchers[name], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // Row 12: both enforce IAM.
      AUTH: 'true',
      NODE_PATH: join(root, 'node_modules'),
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilHealthy(endpoint, server, log);
  return { endpoint, stop: () => stop(server) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

async function untilHealthy(endpoint: string, server: ChildProcess, log: string): Promise<void> {
  const failed = new AbortController();
  server.once('error', (error) => failed.abort(error));
  server.once('exit', (code) => failed.abort(new Error(`the cloud ended with ${code ?? 'a signal'}: see ${log}`)));
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    failed.signal.throwIfAborted();
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  await stop(server);
  throw new Error(`the cloud did not answer within 30 s: see ${log}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  await Promise.race([gone, pause(5000, undefined, { ref: false }).then(() => server.kill('SIGKILL'))]);
  await gone;
}
