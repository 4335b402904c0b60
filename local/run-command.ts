import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stopProcess, type BackgroundProcess } from './background-process.ts';
import { interrupted, LocalCloudError, throwIfInterrupted } from './errors.ts';
import { atExit } from './interrupt.ts';
import { lastLines } from './log-tail.ts';
import type { ProcessRecord } from './process-record.ts';
import { sendSignal } from './process-table.ts';

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where its output goes. Of two commands with the same log only one runs at a time. */
  readonly log: string;
  readonly next: string;
  readonly signal?: AbortSignal | undefined;
}

/** From SIGTERM to SIGKILL. */
const GRACE_MS = 5_000;

/**
 * Runs a command of the installation to its end, its output in a log file. An abort ends it and all that it has started. One with the same
 * log that goes on though its headwater was killed is ended first.
 * @throws LocalCloudError COMMAND_FAILED with the last lines of its log, or INTERRUPTED
 */
export async function runCommand(command: Command): Promise<void> {
  throwIfInterrupted(command.signal);
  const target = { name: command.name, pidFile: `${command.log}.pid`, logFile: command.log };
  await mkdir(dirname(command.log), { recursive: true });
  await stopProcess(target, { graceMs: GRACE_MS });
  const log = await open(command.log, 'w');
  try {
    await run(command, target, log.fd);
  } catch (cause) {
    if (command.signal?.aborted) throw interrupted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${command.name} failed (${reason}). The end of ${command.log}:\n${await lastLines(command.log)}`;
    throw new LocalCloudError('COMMAND_FAILED', message, command.next, { cause });
  } finally {
    await rm(target.pidFile, { force: true });
    await log.close();
  }
}

/** It leads a process group of its own: Ctrl-C comes to it from here alone, and what it starts can be ended with it. */
async function run(command: Command, target: BackgroundProcess, output: number): Promise<void> {
  const { file, args, cwd, env = process.env, signal } = command;
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  const send = (name: NodeJS.Signals): boolean => child.pid !== undefined && sendSignal(-child.pid, name);
  using _ = atExit(() => send('SIGKILL'));
  let impatience: NodeJS.Timeout | undefined;
  const stop = (): void => {
    send('SIGTERM');
    impatience = setTimeout(() => send('SIGKILL'), GRACE_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all([untilEnded(child), remember(child, target, args)]);
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(impatience);
    // What it has started does not outlive it.
    send('SIGKILL');
  }
}

async function remember({ pid }: ChildProcess, { pidFile }: BackgroundProcess, args: readonly string[]): Promise<void> {
  if (pid === undefined) return;
  const record: ProcessRecord = { pid, port: 0, args, startedAt: new Date().toISOString() };
  await writeFile(pidFile, JSON.stringify(record));
}

function untilEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
    });
  });
}
