import { PlayFailure } from '../failure.ts';
import type { DrillDay, Ran } from './drill-day.ts';

/** The longest is a reindex: twice 50 s, and the filling. */
const PATIENCE_MS = 600_000;

export interface RunOptions {
  /** Only lines of the answer that have this in them, as `| grep` shows them. */
  readonly grep?: string;
}

/** Runs one of Headwater's verbs by the words that a person types: what is shown is what that person sees, and the exit code a script's. */
export async function runHeadwater(
  { session, story, signal }: Pick<DrillDay, 'session' | 'story' | 'signal'>,
  words: readonly string[],
  { grep }: RunOptions = {},
): Promise<Ran> {
  const { stage } = session.deployment;
  const args = stage === 'dev' ? words : [...words, '--stage', stage];
  const spoken = ['npx headwater', ...args.map(quoted)].join(' ');
  const command = grep === undefined ? spoken : `${spoken} | grep ${quoted(grep)}`;
  const start = Date.now();
  story.progress(`local cloud at ${session.cloud.clientSettings.endpoint ?? ''}, stage ${stage}`);
  const { exitCode, text } = await session.cloud.headwater(args, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    onProgress: (line) => story.progress(`${MARKS[line.state]} ${line.step}: ${line.text}`),
  });
  story.came(command, `${((Date.now() - start) / 1000).toFixed(1)} s`);
  const lines = text.split('\n').filter((line) => grep === undefined || line.includes(grep));
  return { command, exitCode, output: lines.join('\n').trim() };
}

const MARKS = { running: '…', done: '✓', note: '·' } as const;

/** Shows what a command finds. @throws PlayFailure when it does not find the fault */
export async function finds(
  day: DrillDay,
  words: readonly string[],
  { exitCode, says, grep }: RunOptions & { readonly exitCode: number; readonly says: RegExp },
): Promise<Ran> {
  const ran = await runHeadwater(day, words, grep === undefined ? {} : { grep });
  day.story.seen(ran.command, ran.output);
  if (ran.exitCode === exitCode && says.test(ran.output)) return ran;
  throw new PlayFailure(
    `${ran.command} did not find the fault: exit code ${ran.exitCode}, and not ${exitCode} with ${String(says)}.`,
    'The fault did not take hold, or this is a bug in Headwater.',
    { exitCode: 1 },
  );
}

/** Runs what mends, and shows it. @throws PlayFailure when it fails */
export async function mends(day: DrillDay, words: readonly string[]): Promise<Ran> {
  const ran = await runHeadwater(day, words);
  day.story.mends(ran.command, ran.output);
  return succeeded(ran);
}

/** Shows a command that says all is well again. @throws PlayFailure when it does not */
export async function confirms(day: DrillDay, words: readonly string[]): Promise<Ran> {
  const ran = await runHeadwater(day, words);
  day.story.seen(ran.command, ran.output);
  return succeeded(ran);
}

/** @throws PlayFailure for another exit code than 0 */
export function succeeded(ran: Ran): Ran {
  if (ran.exitCode === 0) return ran;
  throw new PlayFailure(`${ran.command} ended with exit code ${ran.exitCode}.`, 'It is said above.', {
    exitCode: 1,
  });
}

function quoted(word: string): string {
  return /^[\w.:/=,-]+$/.test(word) ? word : `'${word}'`;
}
