/**
 * What a reindex does next. Each phase is a step that can be done again from its beginning, or from where it was: whoever
 * finds a reindex in a phase does that step.
 */
export type ReindexPhase =
  /** Make the new index, fed by writers from then on. */
  | 'starting'
  /** Wait until every writer feeds both indices. */
  | 'settling'
  /** Wait until somebody has run a backfill. */
  | 'backfilling'
  /** Copy what the old index holds. */
  | 'filling'
  /** Compare the two. */
  | 'verifying'
  /** Move the alias. */
  | 'swapping'
  /** Wait until every writer knows which index is live, and compare once more. */
  | 'watching'
  /** Nothing: readers see the new index, the old one is fed and kept. */
  | 'kept'
  /** Compare the other way round, and move the alias back. */
  | 'rolling-back'
  /** Nothing: readers see the old index again, the new one is fed. */
  | 'rolled-back'
  /** Remove the old index. */
  | 'finishing'
  /** Remove the new index. */
  | 'undoing';

export type ReindexAction = 'run' | 'rollback' | 'finish' | 'undo';

const ALLOWED: Readonly<Record<ReindexPhase, readonly ReindexAction[]>> = {
  starting: ['run', 'undo'],
  settling: ['run', 'undo'],
  backfilling: ['run', 'undo'],
  filling: ['run', 'undo'],
  verifying: ['run', 'undo'],
  // Whether the alias has moved is not known when it broke off here: another run finds out.
  swapping: ['run'],
  watching: ['run', 'rollback'],
  kept: ['rollback', 'finish'],
  'rolling-back': ['rollback'],
  'rolled-back': ['run', 'undo'],
  finishing: ['finish'],
  undoing: ['undo'],
};

/** What may be done with a reindex that stands there. */
export function actionsIn(phase: ReindexPhase): readonly ReindexAction[] {
  return ALLOWED[phase];
}

/** Which phase a run goes on with. */
export function phaseOfRun(phase: ReindexPhase): ReindexPhase {
  return phase === 'rolled-back' ? 'verifying' : phase;
}
