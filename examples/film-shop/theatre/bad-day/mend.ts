import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../ask.ts';
import { count } from '../figures.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { filmItem, filmRef } from '../story/film-rows.ts';
import { put, remove } from '../story/items.ts';
import type { BadDay, Poison } from './day.ts';
import { FROM_2046, GIFT_CARD, shelfItem, UNTITLED } from './films.ts';
import { describeLetters, lettersOf, untilRejected, type Letter } from './letters.ts';
import { untilInStep } from './look.ts';
import { longNamed } from './mapping-conflict.ts';
import { STRANGER, UNKNOWN_ITEM, WRONG_SHELF } from './poison.ts';

/** What became of redriven letters, as `headwater dlq redrive --json` counts it. */
export type RedriveCounts = Readonly<Record<string, number>>;

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
  const newer = ['--newer', since.toISOString()];
  const list = `npx headwater dlq list ${newer.join(' ')}`;
  story.epilogue(
    'Mending',
    `${count(poison.length, 'dead letter')} must lie there: what was put in, and nothing else.`,
  );
  const letters = await lettersOf(day);
  story.seen(list, await describeLetters(day));

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
  story.seen(list, await describeLetters(day));
  return { letters, redriven, left, ...(await discard(day, newer)) };
}

async function mendRows(day: BadDay): Promise<void> {
  await put(day, filmItem(filmRef(UNTITLED), 600, { title: { S: 'A Bad Day, with a title' } }));
  await put(day, filmItem(filmRef(FROM_2046), 600, { releaseDate: { S: '1946-01-01' } }));
  await put(day, shelfItem(WRONG_SHELF, { lastSaleAt: { S: '2026-11-24T09:30:00Z' } }));
  await remove(day, GIFT_CARD);
}

async function redrive(day: BadDay, newer: readonly string[]): Promise<RedriveCounts> {
  const words = ['dlq', 'redrive', ...newer];
  await seen(day, words);
  const answer = await seen<Readonly<Record<string, unknown>>>(day, [...words, '--yes']);
  const { redriven: _done, interrupted: _never, ...counts } = answer;
  return counts as RedriveCounts;
}

async function discard(day: BadDay, newer: readonly string[]): Promise<Pick<Mended, 'discarded' | 'file'>> {
  const folder = join(day.session.cloud.folder, 'bad-day');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `discarded-${Date.now()}.ndjson`);
  day.story.mended('No redrive mends what was never ours: it is deleted, and kept in a file.');
  const words = ['dlq', 'discard', '--code', STRANGER.code, ...newer, '--file', file, '--yes'];
  const { discarded } = await seen<{ readonly discarded: number }>(day, words);
  return { discarded, file };
}

/** Runs a command and shows it. @returns its `--json` */
async function seen<T>({ session, story }: BadDay, words: readonly string[]): Promise<T> {
  const { json, text } = await ask<T>(session, words, { onProgress: session.terminal.log });
  story.seen(`npx headwater ${words.join(' ')}`, text);
  return json;
}
