import { runVerb } from './stop.ts';

export interface StoppedVerb {
  readonly words: readonly [string, ...string[]];
  /** What it needs to find, made anew each time. */
  readonly before?: () => Promise<unknown>;
  /** Words that are known only once that is made. */
  readonly further?: () => Promise<readonly string[]>;
  /** Whether it is run again after each stop: what it leaves is in its way. Without it, after the last one. */
  readonly goesOn?: boolean;
  /** The exit codes with which it completes. */
  readonly completes: readonly number[];
}

const ANSWERS = [0, 1];

const down = (): Promise<unknown> => runVerb(['down']);

function startReplay(): Promise<unknown> {
  return runVerb(['replay', '--from', '-2h', '--to', '-1m', '--consumer', 'search', '--yes', '--detach']);
}

async function newestReplay(): Promise<readonly string[]> {
  const { stdout } = await runVerb(['replay', 'list', '--limit', '1', '--json']);
  return (JSON.parse(stdout) as { replays: readonly { name: string }[] }).replays.map(({ name }) => name);
}

/** Where there is no letter, one that nobody has: it is looked for in every queue. */
async function anyLetter(): Promise<readonly string[]> {
  const { stdout } = await runVerb(['dlq', 'list', '--json']);
  const { letters = [] } = JSON.parse(stdout) as { letters?: readonly { id: string }[] };
  return [letters[0]?.id ?? 'nobody'];
}

/** Every verb, with the words that make it do most. The shop is loaded by the first demo. */
export const VERBS: readonly StoppedVerb[] = [
  { words: ['up'], completes: [0], before: down, goesOn: true },
  { words: ['demo'], completes: [0] },
  { words: ['status'], completes: ANSWERS },
  { words: ['search', 'film', 'star wars'], completes: [0] },
  { words: ['get', 'film', 'star-wars-1977'], completes: [0, 2] },
  { words: ['query', 'select genre, count(*) from film_current group by genre'], completes: [0] },
  { words: ['history', 'film', 'star-wars-1977'], completes: [0, 2] },
  { words: ['ledger', '--from', '-1h'], completes: ANSWERS },
  { words: ['logs'], completes: [0] },
  { words: ['logs', 'normalizer-shop', '--errors'], completes: [0] },
  { words: ['schemas', 'diff'], completes: ANSWERS },
  { words: ['verify', '--grace', '1'], completes: ANSWERS },
  { words: ['repair', '--grace', '1', '--yes'], completes: ANSWERS },
  { words: ['search-setup', '--yes'], completes: ANSWERS },
  { words: ['compact'], completes: [0] },
  { words: ['replay', 'list'], completes: [0] },
  { words: ['replay', '--from', '-2m', '--consumer', 'search', '--wait', '--yes'], completes: [0] },
  { words: ['replay', 'status', '--watch'], before: startReplay, further: newestReplay, completes: ANSWERS },
  { words: ['replay', 'cancel'], before: startReplay, further: newestReplay, completes: [0] },
  { words: ['backfill', '--consumer', 'search', '--entity', 'film', '--yes'], completes: [0] },
  { words: ['reindex', 'film', '--yes'], completes: [0] },
  { words: ['dlq', 'list'], completes: [0] },
  { words: ['dlq', 'show'], further: anyLetter, completes: [0, 2] },
  { words: ['dlq', 'export', '--file', '/tmp/headwater-interrupt-letters.ndjson'], completes: [0] },
  { words: ['dlq', 'redrive', '--yes'], completes: ANSWERS },
  { words: ['dlq', 'discard', '--all', '--yes'], completes: [0] },
  { words: ['forget', 'film', 'clerks-1994', '--delete-item', '--yes'], completes: [0] },
  { words: ['demo', '--bad-day'], completes: [0] },
  { words: ['drill'], completes: [0] },
  { words: ['down'], completes: [0] },
];
