import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LocalCloudError, throwIfInterrupted } from './errors.ts';
import { lastLines } from './log-tail.ts';
import { parseRecord, type ProcessRecord } from './process-record.ts';
import { commandLine, processGroup, sendSignal } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

/** A server that outlives the command that started it. */
export interface BackgroundProcess {
  readonly name: string;
  readonly pidFile: string;
  readonly logFile: string;
  /** What the command lines of its workers contain: how they are known when it died without ending them. */
  readonly workerMark?: string;
}

export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
}

export type ProcessState =
  /** No pid file: it was stopped, or never started. */
  | { readonly kind: 'stopped' }
  /** A pid file, but its process has ended, or its pid belongs to a stranger now. */
  | { readonly kind: 'dead'; readonly record: ProcessRecord | undefined }
  | { readonly kind: 'alive'; readonly record: ProcessRecord };

/** How a process came to its end: by itself within the grace, or not. */
export type Stop = 'was not running' | 'ended' | 'killed';

/** Starts the process in a session of its own (a terminal's Ctrl-C does not reach it) and writes its pid file at once. */
export async function startInBackground(target: BackgroundProcess, start: Start): Promise<ProcessRecord> {
  await mkdir(dirname(target.pidFile), { recursive: true });
  await mkdir(dirname(target.logFile), { recursive: true });
  await rename(target.logFile, `${target.logFile}.previous`).catch(() => undefined);
  const log = await open(target.logFile, 'w');
  try {
    const { command, args, cwd, env, port } = start;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log.fd, log.fd] });
    const pid = await spawned(child);
    child.unref();
    const record = { pid, port, args, startedAt: new Date().toISOString() };
    await writeFile(target.pidFile, JSON.stringify(record));
    return record;
  } finally {
    await log.close();
  }
}

/** What has become of the process. It counts as alive only if its pid still runs the command that was started. */
export async function inspectProcess(target: BackgroundProcess): Promise<ProcessState> {
  const text = await readFile(target.pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return { kind: 'stopped' };
  const record = parseRecord(text);
  return record !== undefined && (await isAlive(record)) ? { kind: 'alive', record } : { kind: 'dead', record };
}

/**
 * Waits until a started process is healthy.
 * @throws LocalCloudError SERVER_DIED or SERVER_NOT_READY, with the last lines of its log; INTERRUPTED
 */
export async function waitForHealth(
  target: BackgroundProcess,
  record: ProcessRecord,
  isHealthy: () => Promise<boolean>,
  { deadlineMs, signal }: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const fail = async (code: 'SERVER_DIED' | 'SERVER_NOT_READY', what: string): Promise<LocalCloudError> =>
    new LocalCloudError(
      code,
      `${target.name} ${what}. The end of ${target.logFile}:\n${await lastLines(target.logFile)}`,
      'Read the log above; `npx headwater up` tries again.',
    );
  const ready = await waitUntil(
    async () => {
      throwIfInterrupted(signal);
      if (!(await isAlive(record))) throw await fail('SERVER_DIED', 'ended while starting');
      return isHealthy();
    },
    { deadlineMs },
  );
  if (!ready) throw await fail('SERVER_NOT_READY', `was not ready within ${deadlineMs / 1000} s`);
}

/**
 * Stops the process and what it started: SIGTERM, then SIGKILL after the grace. A stranger who has the pid now is left alone.
 * @throws LocalCloudError SERVER_WILL_NOT_STOP
 */
export async function stopProcess(target: BackgroundProcess, { graceMs }: { graceMs: number }): Promise<Stop> {
  const state = await inspectProcess(target);
  const stop = state.kind === 'alive' ? await end(target, state.record, graceMs) : 'was not running';
  if (state.kind === 'dead') await endOrphans(target, state.record);
  await rm(target.pidFile, { force: true });
  return stop;
}

async function end(target: BackgroundProcess, record: ProcessRecord, graceMs: number): Promise<Stop> {
  const ended = async (): Promise<boolean> => !(await isAlive(record));
  sendSignal(record.pid, 'SIGTERM');
  const stopped = await waitUntil(ended, { deadlineMs: graceMs });
  // The group: its workers must not outlive it, not even when it went quietly.
  sendSignal(-record.pid, 'SIGKILL');
  if (stopped) return 'ended';
  if (await waitUntil(ended, { deadlineMs: 5_000 })) return 'killed';
  throw new LocalCloudError(
    'SERVER_WILL_NOT_STOP',
    `${target.name} (process ${record.pid}) is still there after SIGKILL.`,
    `Look at it (ps -p ${record.pid}) and end it by hand.`,
  );
}

/** A process group outlives its leader, and its id may be another's by now: only those with our mark are ended. */
async function endOrphans({ workerMark }: BackgroundProcess, record: ProcessRecord | undefined): Promise<void> {
  if (workerMark === undefined || record === undefined) return;
  for (const { pid, command } of await processGroup(record.pid)) {
    if (command.includes(workerMark)) sendSignal(pid, 'SIGKILL');
  }
}

async function isAlive(record: ProcessRecord): Promise<boolean> {
  const running = await commandLine(record.pid);
  return running?.includes(record.args.join(' ')) ?? false;
}

function spawned(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}
