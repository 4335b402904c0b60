import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { atExit } from '../../local/interrupt.ts';
import { repository } from '../../local/layout.ts';
import { CommandError, EXIT } from '../errors.ts';
import type { DrillDay, Ran } from './drill-day.ts';

/** The longest is a reindex: twice 50 s, and the filling. */
const PATIENCE_MS = 600_000;

export interface RunOptions {
  /** Only lines of the answer that have this in them, as `| grep` shows them. */
  readonly grep?: string;
}

/**
 * Runs `npx headwater` with these words as a process of its own, as a person does: what is shown is what that person sees, and
 * its exit code is what a script gets.
 */
export async function runHeadwater(
  { session, story, signal }: Pick<DrillDay, 'session' | 'story' | 'signal'>,
  words: readonly string[],
  { grep }: RunOptions = {},
): Promise<Ran> {
  const args = session.stage === 'dev' ? words : [...words, '--stage', session.stage];
  const spoken = ['npx headwater', ...args.map(quoted)].join(' ');
  const command = grep === undefined ? spoken : `${spoken} | grep ${quoted(grep)}`;
  const start = Date.now();
  const { code, stdout, stderr } = await runProcess(args, signal, (line) => story.progress(line));
  story.came(command, `${((Date.now() - start) / 1000).toFixed(1)} s`);
  signal.throwIfAborted();
  const answer = stdout.trim() === '' ? complaintIn(stderr) : stdout;
  const lines = answer.split('\n').filter((line) => grep === undefined || line.includes(grep));
  return { command, exitCode: code, output: lines.join('\n').trim() };
}

/** Shows what a command finds. @throws CommandError when it does not find the fault */
export async function finds(
  day: DrillDay,
  words: readonly string[],
  { exitCode, says, grep }: RunOptions & { readonly exitCode: number; readonly says: RegExp },
): Promise<Ran> {
  const ran = await runHeadwater(day, words, grep === undefined ? {} : { grep });
  day.story.seen(ran.command, ran.output);
  if (ran.exitCode === exitCode && says.test(ran.output)) return ran;
  throw new CommandError(
    `${ran.command} did not find the fault: exit code ${ran.exitCode}, and not ${exitCode} with ${String(says)}.`,
    'The fault did not take hold, or this is a bug in Headwater.',
    { exitCode: EXIT.failed },
  );
}

/** Runs what mends, and shows it. @throws CommandError when it fails */
export async function mends(day: DrillDay, words: readonly string[]): Promise<Ran> {
  const ran = await runHeadwater(day, words);
  day.story.mends(ran.command, ran.output);
  return succeeded(ran);
}

/** Shows a command that says all is well again. @throws CommandError when it does not */
export async function confirms(day: DrillDay, words: readonly string[]): Promise<Ran> {
  const ran = await runHeadwater(day, words);
  day.story.seen(ran.command, ran.output);
  return succeeded(ran);
}

/** @throws CommandError for another exit code than 0 */
export function succeeded(ran: Ran): Ran {
  if (ran.exitCode === EXIT.ok) return ran;
  throw new CommandError(`${ran.command} ended with exit code ${ran.exitCode}.`, 'It is said above.', {
    exitCode: EXIT.failed,
  });
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runProcess(
  args: readonly string[],
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Ended> {
  const main = join(repository, 'cli/main.ts');
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own: Ctrl-C comes to it from here, once. A second one would end it before it has cleaned up.
    detached: true,
    timeout: PATIENCE_MS,
    killSignal: 'SIGINT',
  });
  using _ = atExit(() => child.kill('SIGKILL'));
  const interrupt = (): boolean => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    const line = stderr.trim().split('\n').at(-1);
    if (line !== undefined) onLine(line);
  });
  return await new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? EXIT.unknown, stdout, stderr }));
  }).finally(() => signal.removeEventListener('abort', interrupt));
}

/** Without the first line, which says which cloud it is, and the lines of progress. */
function complaintIn(stderr: string): string {
  const lines = stderr.trim().split('\n').slice(1);
  return lines.filter((line) => !/^[…✓·] /.test(line)).join('\n');
}

function quoted(word: string): string {
  return /^[\w.:/=,-]+$/.test(word) ? word : `'${word}'`;
}
