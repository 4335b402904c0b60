import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LocalCloudError, throwIfInterrupted } from './errors.ts';
import { atExit } from './interrupt.ts';
import { commandLine } from './process-table.ts';
import type { Log } from './progress.ts';
import { waitUntil } from './wait-until.ts';

export interface LockOptions {
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number;
}

/**
 * Does `work` while holding a lock file, so that one process at a time does it. Another live holder is waited for; a lock whose
 * holder is dead is taken over.
 * @throws LocalCloudError LOCK_HELD when the holder is not done by the deadline (default: half an hour, a slow first download and a
 *   deploy); INTERRUPTED
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, command: await commandLine(process.pid) });
  let told = false;
  const taken = await waitUntil(
    async () => {
      throwIfInterrupted(options.signal);
      if (await take(path, mine)) return true;
      if (!told)
        options.log({ step: 'lock', state: 'note', text: `waiting for another headwater: ${await holder(path)}` });
      told = true;
      return false;
    },
    { deadlineMs: options.deadlineMs ?? 1_800_000 },
  );
  if (!taken) {
    throw new LocalCloudError(
      'LOCK_HELD',
      `Another headwater is at work: ${await holder(path)}.`,
      'Wait for it, or end it.',
    );
  }
  using _ = atExit(() => rmSync(path, { force: true }));
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  if (await create(path, mine)) return true;
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined || (await isHolderAlive(found))) return false;
  await removeStale(path, found);
  return create(path, mine);
}

/** Creates the lock with its content in one step (a link), so that nobody ever reads an empty one. */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content);
  try {
    await link(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the stale lock away. If another process was faster, what was moved is its fresh lock: that goes back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => stale);
  if (moved !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

interface Holder {
  readonly pid: number;
  readonly command: string;
}

async function isHolderAlive(content: string): Promise<boolean> {
  const holding = parse(content);
  // Same pid with another command line: the pid was given to a stranger since.
  return holding !== undefined && (await commandLine(holding.pid)) === holding.command;
}

async function holder(path: string): Promise<string> {
  const holding = parse(await readFile(path, 'utf8').catch(() => ''));
  return holding === undefined ? 'unknown' : `process ${holding.pid} (${holding.command})`;
}

function parse(content: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('command' in value)) return undefined;
    return typeof value.pid === 'number' && typeof value.command === 'string'
      ? { pid: value.pid, command: value.command }
      : undefined;
  } catch {
    return undefined;
  }
}
