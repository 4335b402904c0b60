import { PlayFailure } from '../failure.ts';
import { searchOf } from '../search.ts';
import type { Session } from '../session.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { tellStory } from '../story/story.ts';
import { changedMapping } from './changed-mapping.ts';
import { deletedIndex } from './deleted-index.ts';
import type { ChapterResult, DrillDay, Ran } from './drill-day.ts';
import { enableEventSource } from './event-sources.ts';
import { untilGone, drillFilms, withdrawFilms } from './film-rows.ts';
import { Obligations } from './obligations.ts';
import { purgedQueue } from './purged-queue.ts';
import { restoredTable } from './restored-table.ts';
import { mends, runHeadwater } from './run-headwater.ts';

export const CHAPTERS = [purgedQueue, deletedIndex, changedMapping, restoredTable] as const;

export interface DrillResult {
  readonly chapters: readonly ChapterResult[];
  /** The comparison of everything, at the end. */
  readonly end: Ran;
}

const VERIFY = ['verify', '--grace', '5'];

/** Plays a drill on a deployed film shop. Whatever happens, also on an interruption, it puts right what it has broken. */
export async function playDrill(session: Session, signal: AbortSignal): Promise<DrillResult> {
  const day = openDrill(session, signal);
  try {
    await begin(day);
    const chapters: ChapterResult[] = [];
    for (const chapter of CHAPTERS) chapters.push(await chapter(day));
    await withdrawFilms(day);
    await untilGone(day, drillFilms);
    await untilBuffersAreEmpty(day);
    day.story.epilogue('The end', 'The films of the drill are withdrawn. Everything is compared once more.');
    const end = await runHeadwater(day, VERIFY);
    day.story.seen(end.command, end.output);
    return { chapters, end };
  } catch (error) {
    await putRight(day);
    throw error;
  }
}

/** @throws PlayFailure where there is no film shop of ours to be broken */
export function openDrill(session: Session, signal: AbortSignal): DrillDay {
  const table = session.deployment.tables.find(({ name }) => name === 'shop')?.physicalName;
  if (table === undefined || session.cloud.kind !== 'local') {
    throw new PlayFailure('There is no table "shop" here.', 'The drill needs the film shop, on the local cloud.');
  }
  const obligations = new Obligations();
  return { session, table, search: searchOf(session), story: tellStory(session.terminal), signal, obligations };
}

/** A drill begins in step: what one that was killed left, or anything else, is mended first. */
export async function begin(day: DrillDay): Promise<void> {
  for (const { name, functionName } of day.session.deployment.consumers) {
    if (name === 'search') await enableEventSource(day, functionName, true);
  }
  await untilBuffersAreEmpty(day);
  const before = await runHeadwater(day, VERIFY);
  if (before.exitCode === 0) return;
  day.story.epilogue('Before', 'It is not in step before anything is broken. That is mended first.');
  day.story.seen(before.command, before.output);
  await mends(day, ['search-setup', '--yes']);
  await mends(day, ['repair', '--grace', '5', '--yes']);
}

/** After a failure or Ctrl-C. It throws nothing, and says what is left. */
export async function putRight(day: DrillDay): Promise<void> {
  const { terminal } = day.session;
  const uninterrupted = { ...day, signal: new AbortController().signal };
  const failures = await day.obligations.settle((what) => terminal.note(`Seeing to it that ${what}.`));
  for (const { obligation, error } of failures) {
    terminal.note(`NOT put right: that ${obligation.what} (${textOf(error)}). By hand: ${obligation.byHand}`);
  }
  try {
    await withdrawFilms(uninterrupted);
    await untilGone(uninterrupted, drillFilms);
  } catch (error) {
    terminal.note(`The films of the drill (drill-*) could not be withdrawn: ${textOf(error)}`);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
