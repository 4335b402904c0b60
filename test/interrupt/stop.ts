import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutAt, repository } from '../../local/layout.ts';
import { parseRecord } from '../../local/process-record.ts';
import { nameOf } from './names.ts';

/** One that hangs fails, and does not hold up the others. The longest are demo, drill and reindex. */
const LONGEST_MS = 1_200_000;

/** A point: by its number, as the first with this in it, or as the first of this name. */
export type Point = number | string | { readonly name: string };

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The points that it came by. */
  readonly points: readonly string[];
  /** What it left: processes, locks, temporary files. */
  readonly left: readonly string[];
}

/** Runs a verb in a process of its own, and stops it at a point where one is given. */
export async function runVerb(
  words: readonly string[],
  stop: { at?: Point; by?: NodeJS.Signals; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-stop-'));
  const temporary = await mkdtemp(join(directory, 'tmp-'));
  const file = join(directory, 'points');
  const run = randomUUID();
  const args = ['--import', join(import.meta.dirname, 'points.ts'), join(repository, 'cli/main.ts'), ...words];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
    env: {
      ...process.env,
      ...stop.env,
      TMPDIR: temporary,
      HEADWATER_RUN: run,
      HEADWATER_POINTS: file,
      ...stopsAt(stop.at),
      ...(stop.by !== undefined && { HEADWATER_STOP_BY: stop.by }),
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const { promise: ended, resolve } = Promise.withResolvers<Pick<Ran, 'code' | 'signal'>>();
  // Not `close`: a child of its own that goes on would hold that back.
  child.once('exit', (code, signal) => resolve({ code, signal }));
  const end = await ended;
  const points = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const left = [...(await processesOf(run)), ...(await locks()), ...(await readdir(temporary))];
  await rm(directory, { recursive: true, force: true });
  return { ...end, stdout, stderr, points, left };
}

function stopsAt(at: Point | undefined): NodeJS.ProcessEnv {
  if (at === undefined) return {};
  return typeof at === 'object' ? { HEADWATER_STOP_AT_NAME: at.name } : { HEADWATER_STOP_AT: String(at) };
}

export interface Stopped {
  /** Whether it came to the point: a verb that has nothing to do, or is refused, ends before. */
  readonly reached: boolean;
  readonly code: number | null;
  readonly complaints: readonly string[];
}

/** Stops a verb at a point. @returns what is wrong with how it ended */
export async function stopVerb(words: readonly string[], at: Point, by: NodeJS.Signals): Promise<Stopped> {
  const { code, signal, stderr, points, left } = await runVerb(words, { at, by });
  const point = points.find((line, index) => isPoint(line, index, at));
  if (point === undefined) return { reached: false, code, complaints: [] };
  const complaints = [
    code === 130 ? undefined : `exit code ${code ?? signal ?? 'none'}`,
    /^\s+at .*:\d+|Node\.js v|bug in Headwater/m.test(stderr) ? 'a stack' : undefined,
    /interrupted|stopped/i.test(stderr) ? undefined : 'no word of it',
    ...left.map((what) => `left ${what}`),
  ].filter((complaint) => complaint !== undefined);
  return {
    reached: true,
    code,
    complaints: complaints.map((complaint) => `${complaint} at ${point}\n${lastOf(stderr)}`),
  };
}

function isPoint(line: string, index: number, at: Point): boolean {
  if (typeof at === 'object') return nameOf(line) === at.name;
  return typeof at === 'number' ? index === at - 1 : line.includes(at);
}

/** What is wrong with how a verb ended that was stopped at a point which it must come to. */
export async function complaintsAt(
  words: readonly string[],
  at: number | string,
  by: NodeJS.Signals = 'SIGINT',
): Promise<readonly string[]> {
  const { reached, code, complaints } = await stopVerb(words, at, by);
  return reached ? complaints : [`ended with ${code ?? 'none'} before it came to ${at}`];
}

function lastOf(text: string): string {
  return text.trim().split('\n').slice(-6).join('\n').replaceAll(/^/gm, '    ');
}

/** Processes of a run, without the servers of the local cloud, which are to go on. */
async function processesOf(run: string): Promise<readonly string[]> {
  const servers = await serverGroups();
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(`HEADWATER_RUN=${run}`)) continue;
    const [state = '', , group = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
      .replace(/^.*\) /, '')
      .split(' ');
    if (state === '' || state === 'Z' || servers.has(Number(group))) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    found.push(`process ${pid} (${command.replaceAll('\0', ' ').slice(0, 80)})`);
  }
  return found;
}

async function serverGroups(): Promise<ReadonlySet<number>> {
  const { pids } = layoutAt();
  const files = await readdir(pids).catch(() => []);
  const records = files.map(async (file) => parseRecord(await readFile(join(pids, file), 'utf8').catch(() => '')));
  return new Set((await Promise.all(records)).map((record) => record?.pid ?? 0));
}

async function locks(): Promise<readonly string[]> {
  const files = await readdir(layoutAt().root).catch(() => []);
  return files.filter((name) => name.includes('.lock'));
}
