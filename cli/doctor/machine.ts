/** What the local cloud needs of this machine. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { localCloudStatus, type LocalCloudStatus } from '../../local/local-cloud.ts';
import { askedPort, assertPortFree, miniStackPort, openSearchPort, type PortSetting } from '../../local/ports.ts';
import { findPython } from '../../local/python.ts';
import { layoutAt } from '../../local/layout.ts';
import { bytesText } from '../output/amounts.ts';
import { bad, looked, ok, type Finding } from './finding.ts';

/** Measured: the Python environment has 290 MB, the JDK among them, OpenSearch 180 MB; data and functions come beside them. */
const TO_INSTALL_BYTES = 1_500_000_000;
const TO_RUN_BYTES = 500_000_000;

export async function machineFindings(): Promise<readonly Finding[]> {
  const status = await localCloudStatus().catch(() => undefined);
  return Promise.all([
    looked('node', () => Promise.resolve(nodeFinding(process.versions.node))),
    looked('python', pythonFinding),
    ...[miniStackPort, openSearchPort].map((setting) =>
      looked(`port of ${setting.server}`, () => portFinding(setting, status)),
    ),
    looked('disk', () => diskFinding(status?.installed ?? false)),
  ]);
}

/** 22.18: the first that reads TypeScript as it stands. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return ok('node', version);
  return bad(
    'node',
    `${version} reads no headwater.config.ts`,
    'npm install --save-dev node@24, or Node 22.18 or newer.',
  );
}

async function pythonFinding(): Promise<Finding> {
  const python = await findPython();
  const { stdout } = await promisify(execFile)(python, ['--version']);
  try {
    await promisify(execFile)(python, ['-c', 'import venv, ensurepip']);
  } catch {
    return bad('python', `${python} cannot make an environment`, 'Debian and Ubuntu: apt install python3-venv.');
  }
  return ok('python', `${stdout.trim().replace('Python ', '')}, ${python}`);
}

async function portFinding(setting: PortSetting, status: LocalCloudStatus | undefined): Promise<Finding> {
  const check = `port of ${setting.server}`;
  const own = status?.servers.find(({ name, pid }) => name === setting.server && pid !== null);
  if (own) {
    if (own.state === 'ready') return ok(check, `${own.endpoint}, our own server runs there`);
    return bad(
      check,
      `${setting.server} is ${own.state}: ${own.logFile}`,
      'npx headwater down, then npx headwater up.',
    );
  }
  const port = askedPort(setting) ?? setting.usual;
  await assertPortFree(setting, port);
  return ok(check, `${port} is free`);
}

async function diskFinding(installed: boolean): Promise<Finding> {
  const { root } = layoutAt();
  const there = await nearest(root);
  const isFolder = (await stat(there)).isDirectory();
  const isWritable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isFolder || !isWritable) {
    const what = isFolder ? 'cannot be written to' : 'is no folder';
    return bad('disk', `${there} ${what}`, 'Mend that, or choose another place: HEADWATER_LOCAL_ROOT=<folder>.');
  }
  const { bavail, bsize } = await statfs(there);
  const [free, needed] = [bavail * bsize, installed ? TO_RUN_BYTES : TO_INSTALL_BYTES];
  const text = `${bytesText(free)} free in ${there}`;
  if (free >= needed) return ok('disk', text);
  return bad(
    'disk',
    `${text}, and the local cloud needs ${bytesText(needed)}`,
    'Make room, or set HEADWATER_LOCAL_ROOT.',
  );
}

/** The path itself, or what there is of it. */
async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await access(at);
      return at;
    } catch {
      if (at === dirname(at)) return at;
    }
  }
}
