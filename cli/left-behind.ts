import type { Verbs } from './command-line.ts';
import type { Ending } from './verb-tools.ts';

/** Nothing was changed, and nothing goes on. */
const ASKS: Ending = { left: 'Nothing was changed. The same command asks again.', tidiesUp: false };

export const ENDINGS: Readonly<Record<keyof Verbs, Ending>> = {
  up: tidiesUp('What is complete is kept: npx headwater up goes on. npx headwater down stops what runs.'),
  down: tidiesUp('npx headwater down goes on; npx headwater status says what still runs.'),
  status: ASKS,
  search: ASKS,
  get: ASKS,
  query: ASKS,
  history: ASKS,
  ledger: ASKS,
  discover: { left: 'Nothing was changed in the cloud, and no file was written.', tidiesUp: false },
  logs: ASKS,
  setAside: leaves('Each object lies whole in one of its two places. The same command goes on.'),
  schemas: leaves('The same command goes on.'),
  verify: ASKS,
  dlqList: ASKS,
  dlqShow: ASKS,
  dlqExport: tidiesUp('The letters lie where they lay, and no file was written. The same command writes it.'),
  dlqRedrive: tidiesUp('A letter is in its place or at its target. The same command goes on with those that are left.'),
  dlqDiscard: tidiesUp('A letter is in its place or in the file. The same command goes on, with another file.'),
  replay: leaves('npx headwater replay list says whether a replay goes on in the cloud; replay cancel ends it.'),
  replayList: ASKS,
  replayStatus: ASKS,
  replayCancel: leaves('npx headwater replay list says whether it was cancelled.'),
  backfill: tidiesUp('The same command goes on where it stopped.'),
  reindex: tidiesUp('The same command goes on where it stopped; without --yes it says where that is.'),
  compact: leaves('What is complete is kept. The same command goes on.'),
  repair: tidiesUp('What was sent is sent. The same command finds what is left.'),
  forget: tidiesUp('What is erased is erased. The same command goes on.'),
  searchSetup: leaves('The function goes on in the cloud, if it was called. The same command says what is missing.'),
};

function tidiesUp(left: string): Ending {
  return { left, tidiesUp: true };
}

function leaves(left: string): Ending {
  return { left, tidiesUp: false };
}
