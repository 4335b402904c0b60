import { PlayFailure } from '../failure.ts';
import { searchOf } from '../search.ts';
import type { Session } from '../session.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import type { BadDay, ChapterResult } from './day.ts';
import { duplicates } from './duplicates.ts';
import { faultSwitches } from './fault-switches.ts';
import { mappingConflict } from './mapping-conflict.ts';
import { mend, type Mended } from './mend.ts';
import { outage } from './outage.ts';
import { poison } from './poison.ts';
import { tellStory } from '../story/story.ts';
import { throttledBus } from './throttled-bus.ts';
import { tidyUp } from './tidy-up.ts';
import { verdict, type Verdict } from './verdict.ts';

export interface BadDayResult extends Verdict {
  readonly since: Date;
  readonly chapters: readonly ChapterResult[];
  readonly mended: Mended;
}

const CHAPTERS = [poison, outage, throttledBus, duplicates, mappingConflict] as const;

/**
 * Plays a bad day on a deployed film shop. Whatever happens, also on an interruption, it ends with all fault switches off and
 * the day's own rows withdrawn.
 */
export async function playBadDay(session: Session, signal: AbortSignal): Promise<BadDayResult> {
  const day = await dawn(session, signal);
  try {
    const chapters: ChapterResult[] = [];
    for (const chapter of CHAPTERS) chapters.push(await chapter(day));
    const put = chapters.flatMap((chapter) => chapter.poison);
    const mended = await mend(day, put);
    return { since: day.since, chapters, mended, ...(await verdict(day, put, mended)) };
  } finally {
    await tidyUp(day);
  }
}

/** A day begins with everything as it should be, and nothing on its way: what was cut off in an earlier one is put right. */
async function dawn(session: Session, signal: AbortSignal): Promise<BadDay> {
  const table = session.deployment.tables.find(({ name }) => name === 'shop')?.physicalName;
  if (table === undefined || session.cloud.kind === 'aws') {
    throw new PlayFailure('There is no table "shop" here.', 'The bad day needs the film shop, on a local cloud.');
  }
  const search = searchOf(session);
  const day = {
    session,
    search,
    table,
    switches: faultSwitches(session, search),
    story: tellStory(session.terminal),
    signal,
  };
  await day.switches.restore();
  await untilBuffersAreEmpty(day);
  return { ...day, since: new Date() };
}
