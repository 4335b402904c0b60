/** What the attack breaks and asks: the injecting part, which may use the product's launcher and sessions. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { atExit } from '../../local/interrupt.ts';
import { localCloudStatus } from '../../local/local-cloud.ts';
import { connectPipeline, type Pipeline } from '../integration/support/pipeline.ts';
import { plainEndpoint } from '../integration/support/plain-endpoint.ts';
import type { StoreAddresses } from './stores.ts';

export interface AttackedCloud {
  readonly pipeline: Pipeline;
  readonly stores: StoreAddresses;
}

export async function connectCloud(): Promise<AttackedCloud> {
  const pipeline = await connectPipeline();
  const { search, analytics } = pipeline.session.deployment;
  if (!search || !analytics) throw new Error('the deployment lacks a search or an analytics consumer');
  return {
    pipeline,
    stores: { table: pipeline.table, search: plainEndpoint(pipeline.session.deployment), bucket: analytics.bucket },
  };
}

export async function serverPid(name: 'MiniStack' | 'OpenSearch'): Promise<number | undefined> {
  return (await localCloudStatus()).servers.find((server) => server.name === name)?.pid ?? undefined;
}

export const WORKERS = ['normalizer', 'consumer', 'compactor', 'export'] as const;
/** What the name of a function begins with, after the deployment's. */
export type Worker = (typeof WORKERS)[number];

/** Node processes in which the emulator runs these functions of the deployment: its own children. */
export async function workerPids(workers: readonly Worker[]): Promise<readonly number[]> {
  const parent = await serverPid('MiniStack');
  if (parent === undefined) return [];
  const pids: number[] = [];
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const [status, command] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    const ours = status?.includes(`PPid:\t${parent}\n`) && /_worker\.js/.test(command ?? '');
    if (ours && workers.some((worker) => command?.includes(`headwater-dev-${worker}`))) pids.push(Number(name));
  }
  return pids;
}

export interface RunningVerb {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
}

export function headwater(...args: readonly string[]): RunningVerb {
  const main = join(import.meta.dirname, '../../cli/main.ts');
  // Apart from the terminal: Ctrl-C is for the attack, which ends its faults and lets a remedy end.
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const killed = atExit(() => child.kill('SIGKILL'));
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, err]) => {
      killed[Symbol.dispose]();
      return { code: code as number | null, said: out + err };
    },
  );
  return { child, ended };
}
