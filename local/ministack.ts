import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, sep } from 'node:path';
import type { BackgroundProcess, Start } from './background-process.ts';
import { localEnvironment, type CloudPorts } from './environment.ts';
import { repository, type Layout } from './layout.ts';

const launcher = join(import.meta.dirname, 'cloud', 'launch.py');

export function miniStackProcess(layout: Layout): BackgroundProcess {
  return {
    name: 'MiniStack',
    pidFile: join(layout.pids, 'ministack.json'),
    logFile: join(layout.logs, 'ministack.log'),
    workerMark: temporaryDirectory(layout),
  };
}

export async function miniStackStart(layout: Layout, ports: CloudPorts): Promise<Start> {
  const temporary = temporaryDirectory(layout);
  await mkdir(temporary, { recursive: true });
  // Functions are unpacked below this repository, whose package.json makes every .js a module; on Lambda none does, and MiniStack's
  // workers and CDK's own functions are CommonJS: without this they die at once and the deploy hangs.
  await writeFile(join(temporary, 'package.json'), '{ "type": "commonjs" }\n');
  return {
    command: layout.python,
    args: [launcher],
    cwd: layout.root,
    env: {
      ...process.env,
      // Functions run as workers of MiniStack: they find our node first, and no real AWS account.
      ...localEnvironment(layout, ports),
      GATEWAY_PORT: `${ports.miniStack}`,
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // Whether a function may do no more than its role allows (local/cloud/authorization.py).
      AUTH: `${enforcesIam()}`,
      MINISTACK_OPENSEARCH_ENDPOINT: `127.0.0.1:${ports.openSearch}`,
      // CDK's own custom resources import the AWS SDK; without this they never answer and the deploy hangs.
      NODE_PATH: [join(repository, 'node_modules'), folderOfPackages(repository)].join(delimiter),
      // Its state lives in memory and is saved at an orderly end when that is asked for (kept-data.ts). Bodies of objects are written as they
      // come. All of it goes with the data directory.
      PERSIST_STATE: '1',
      S3_PERSIST: '1',
      HEADWATER_SAVES_WHEN_ASKED: '1',
      STATE_DIR: join(layout.miniStackData, 'state'),
      S3_DATA_DIR: join(layout.miniStackData, 's3'),
      TMPDIR: temporary,
      // Nothing is written beside the launcher: it may lie in node_modules.
      PYTHONPYCACHEPREFIX: join(layout.root, 'pycache'),
      PYTHONUNBUFFERED: '1',
    },
    port: ports.miniStack,
  };
}

/** Unless `HEADWATER_LOCAL_AUTH=0`. People have the keys of the account's root, whom no policy of a role concerns. */
function enforcesIam(): boolean {
  return process.env['HEADWATER_LOCAL_AUTH'] !== '0';
}

export async function isMiniStackHealthy(port: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${port}/_ministack/health`;
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Where MiniStack unpacks functions, whose workers run from there. */
function temporaryDirectory(layout: Layout): string {
  return join(layout.miniStackData, 'tmp');
}

/** The nearest node_modules above: where an installed package's own packages lie beside it, by npm's layout and by pnpm's. */
function folderOfPackages(inside: string): string {
  const at = inside.lastIndexOf(`${sep}node_modules${sep}`);
  return at === -1 ? join(inside, 'node_modules') : inside.slice(0, at + `${sep}node_modules`.length);
}
