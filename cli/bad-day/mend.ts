import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutAt } from '../../local/layout.ts';
import { discardChosen } from '../commands/dlq-redrive.ts';
import { collectLetters } from '../../operations/letters/collect.ts';
import type { Letter } from '../../operations/letters/letter.ts';
import { createLettersFile } from '../../operations/letters/letters-file.ts';
import { planRedrive } from '../../operations/letters/redrive-plan.ts';
import { planSelected, redrivePlanned } from '../../operations/letters/redrive-selected.ts';
import { noCounts, type RedriveCounts } from '../../operations/letters/redrive.ts';
import { describePlan, describeRedriven } from '../output/redrive.ts';
import { count } from '../output/letters.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { filmItem, filmRef } from '../story/film-rows.ts';
import { put, remove } from '../story/items.ts';
import type { BadDay, Poison } from './day.ts';
import { FROM_2046, GIFT_CARD, shelfItem, UNTITLED } from './films.ts';
import { describeLetters, lettersOf, untilRejected } from './letters.ts';
import { untilInStep } from './look.ts';
import { longNamed } from './mapping-conflict.ts';
import { STRANGER, UNKNOWN_ITEM, WRONG_SHELF } from './poison.ts';

const LIMIT = 10_000;
const CHANGES_A_SECOND = 100;

export interface Mended {
  /** The letters before anything was mended. */
  readonly letters: readonly Letter[];
  readonly redriven: RedriveCounts;
  /** What a redrive could not mend. */
  readonly left: readonly Letter[];
  readonly discarded: number;
  /** Where the discarded ones are kept. */
  readonly file: string;
}

/** What the on-call engineer does: looks, mends, redrives, and says of the rest that it may go. */
export async function mend(day: BadDay, poison: readonly Poison[]): Promise<Mended> {
  const { story, switches, since } = day;
  const newer = `--newer ${since.toISOString()}`;
  story.epilogue(
    'Mending',
    `${count(poison.length, 'dead letter')} must lie there: what was put in, and nothing else.`,
  );
  const letters = await lettersOf(day);
  story.seen(`npx headwater dlq list ${newer}`, describeLetters(letters));

  await mendRows(day);
  await switches.mendMapping();
  // No entity knows the removal of the gift card, either.
  await untilRejected(day, [UNKNOWN_ITEM, UNKNOWN_ITEM]);
  story.mended(
    'The films get a title and a date, the shelf a time; the gift card is removed (and that, too, is the change of an item that no entity knows). The mapping is brought up to date, as a deploy does.',
  );
  const mended = [filmRef(UNTITLED), filmRef(FROM_2046), WRONG_SHELF];
  await untilInStep(day, 'the mended rows are in the index', mended);

  const redriven = await redrive(day, newer);
  await untilInStep(day, 'the redriven film is in the index', [longNamed()]);
  await untilBuffersAreEmpty(day);
  const left = await lettersOf(day);
  story.seen(`npx headwater dlq list ${newer}`, describeLetters(left));
  const { discarded, file } = await discard(day);
  story.mended('No redrive mends what was never ours: it is deleted, and kept in a file.');
  story.seen(
    `npx headwater dlq discard --code ${STRANGER.code} ${newer} --file ${file} --yes`,
    `${count(discarded, 'dead letter')} deleted. They are kept in ${file}, with whole items.`,
  );
  return { letters, redriven, left, discarded, file };
}

async function mendRows(day: BadDay): Promise<void> {
  await put(day, filmItem(filmRef(UNTITLED), 600, { title: { S: 'A Bad Day, with a title' } }));
  await put(day, filmItem(filmRef(FROM_2046), 600, { releaseDate: { S: '1946-01-01' } }));
  await put(day, shelfItem(WRONG_SHELF, { lastSaleAt: { S: '2026-11-24T09:30:00Z' } }));
  await remove(day, GIFT_CARD);
}

async function redrive({ session, story, since, signal }: BadDay, newer: string): Promise<RedriveCounts> {
  const planned = await planSelected(session, { newer: since.toISOString() }, { limit: LIMIT, signal });
  story.seen(`npx headwater dlq redrive ${newer}`, describePlan(planned.plan.lines()));
  const counts = noCounts();
  await redrivePlanned(session, planned, { rate: CHANGES_A_SECOND, counts, signal });
  story.seen(`npx headwater dlq redrive ${newer} --yes`, describeRedriven(counts));
  return counts;
}

async function discard({ session, since, signal }: BadDay) {
  const plan = planRedrive();
  const options = { code: STRANGER.code, newer: since.toISOString() };
  const collected = await collectLetters(session, options, {
    limit: LIMIT,
    signal,
    onLetter: (letter) => plan.choose(letter),
  });
  const folder = join(layoutAt().root, 'bad-day');
  await mkdir(folder, { recursive: true });
  const file = await createLettersFile(join(folder, `discarded-${Date.now()}.ndjson`));
  try {
    return { discarded: await discardChosen(session, collected, plan, file, signal), file: file.path };
  } finally {
    await file.close();
  }
}
