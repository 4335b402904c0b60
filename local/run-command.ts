import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { interrupted, LocalCloudError, throwIfInterrupted } from './errors.ts';
import { lastLines } from './log-tail.ts';

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly log: string;
  readonly next: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a command of the installation to its end, its output in a log file. An abort ends it.
 * @throws LocalCloudError COMMAND_FAILED with the last lines of its log, or INTERRUPTED
 */
export async function runCommand(command: Command): Promise<void> {
  throwIfInterrupted(command.signal);
  await mkdir(dirname(command.log), { recursive: true });
  const log = await open(command.log, 'w');
  try {
    await ended(command, log.fd);
  } catch (cause) {
    if (command.signal?.aborted) throw interrupted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${command.name} failed (${reason}). The end of ${command.log}:\n${await lastLines(command.log)}`;
    throw new LocalCloudError('COMMAND_FAILED', message, command.next, { cause });
  } finally {
    await log.close();
  }
}

function ended(command: Command, output: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env ?? process.env,
      stdio: ['ignore', output, output],
      signal: command.signal,
    });
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    // `close` and not `error` ends an aborted command: only then is nothing of it left alive.
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failure ?? new Error(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
    });
  });
}
