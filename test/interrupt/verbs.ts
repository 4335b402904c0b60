import {
  down,
  filmsToPut,
  filmsToSeed,
  filmToForget,
  FORGOTTEN,
  historyToCompact,
  ITEMS_FILE,
  itemsToDiscover,
  LETTERS_FILE,
  lettersLie,
  lettersToExport,
  noMirror,
  noReindex,
  reindexIsKept,
  replayRuns,
  up,
  UNTITLED,
} from './states.ts';

export interface StoppedVerb {
  readonly words: readonly [string, ...string[]];
  /** Makes anew what it needs to find. */
  readonly before?: () => Promise<unknown>;
  /** The same, where it gives words that are known only then. */
  readonly further?: () => Promise<readonly string[]>;
  /** Whether it is run again after each stop: what it leaves is in its way. Without it, after the last one. */
  readonly goesOn?: boolean;
  /** Whether it had done its work when it was stopped, where it refuses to do it twice. */
  readonly isDone?: () => Promise<boolean>;
  /** The exit codes with which it completes. */
  readonly completes: readonly number[];
}

const ANSWERS = [0, 1];

/** Every verb, with the words that make it do most. The shop is loaded by the first demo. */
export const VERBS: readonly StoppedVerb[] = [
  { words: ['up'], completes: [0], before: down, goesOn: true },
  { words: ['demo'], before: noReindex, completes: [0] },
  { words: ['status'], completes: ANSWERS },
  { words: ['search', 'film', 'star wars'], completes: [0] },
  { words: ['get', 'film', 'star-wars-the-clone-wars-2008'], completes: [0] },
  { words: ['query', 'select genre, count(*) from film_current group by genre'], before: noMirror, completes: [0] },
  { words: ['history', 'film', 'star-wars-the-clone-wars-2008'], before: noMirror, completes: [0] },
  { words: ['ledger', '--from', '-1h'], completes: ANSWERS },
  { words: ['logs'], completes: [0] },
  { words: ['logs', 'normalizer-shop', '--errors'], completes: [0] },
  { words: ['doctor'], completes: ANSWERS },
  { words: ['put', 'film'], further: filmsToPut, completes: [0] },
  { words: ['seed'], further: filmsToSeed, completes: [0] },
  { words: ['delete', 'film', FORGOTTEN], before: filmToForget, completes: [0, 1] },
  { words: ['schemas', 'diff'], completes: ANSWERS },
  { words: ['verify', '--grace', '1'], before: noMirror, completes: ANSWERS },
  { words: ['repair', '--grace', '1', '--yes'], completes: ANSWERS },
  { words: ['search-setup', '--yes'], completes: ANSWERS },
  { words: ['compact'], before: historyToCompact, completes: [0] },
  { words: ['set-aside'], before: noMirror, completes: ANSWERS },
  { words: ['set-aside', '--yes'], before: noMirror, completes: ANSWERS },
  { words: ['discover', '--file', ITEMS_FILE, '--out', '-'], before: itemsToDiscover, completes: ANSWERS },
  { words: ['replay', 'list'], completes: [0] },
  { words: ['replay', '--from', '-2m', '--consumer', 'search', '--wait', '--yes'], completes: [0] },
  { words: ['replay', 'status', '--watch'], further: replayRuns, completes: ANSWERS },
  { words: ['replay', 'cancel'], further: replayRuns, completes: [0] },
  { words: ['backfill', '--consumer', 'search', '--entity', 'film', '--yes'], goesOn: true, completes: [0] },
  { words: ['reindex', 'film', '--yes'], before: noReindex, goesOn: true, isDone: reindexIsKept, completes: [0] },
  { words: ['dlq', 'list'], before: lettersLie, completes: [0] },
  { words: ['dlq', 'show', UNTITLED], before: lettersLie, completes: [0] },
  { words: ['dlq', 'export', '--file', LETTERS_FILE], before: lettersToExport, completes: [0] },
  { words: ['dlq', 'redrive', '--yes'], before: lettersLie, completes: ANSWERS },
  { words: ['dlq', 'discard', '--all', '--file', LETTERS_FILE, '--yes'], before: lettersToExport, completes: [0] },
  {
    words: ['forget', 'film', FORGOTTEN, '--delete-item', '--yes'],
    before: filmToForget,
    goesOn: true,
    completes: [0],
  },
  { words: ['demo', '--bad-day'], before: noReindex, completes: [0] },
  { words: ['drill'], before: noReindex, completes: [0] },
  { words: ['down'], before: up, completes: [0] },
];
