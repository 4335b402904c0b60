import type { CloudOptions, ExitCode, OwnVerbTools } from 'headwater';
import { tellAnalytics, tellComparison, tellRejections, tellSearches } from './demo/chapters.ts';
import { farewell, interruptedAt, type Chapter } from './demo/farewell.ts';
import { loadWatched, shopOf } from './demo/load-shop.ts';
import { rebuildFromArchive } from './demo/rebuild.ts';
import { playOneDay } from './demo/shop-day.ts';
import { tellDay, tellRebuild } from './demo/tell.ts';
import { watchPassage } from './demo/watch.ts';
import { searchOf } from './search.ts';
import { sessionOn, type Session } from './session.ts';

export interface DemoOptions extends CloudOptions {
  readonly seed: string;
  readonly badDay?: boolean | undefined;
}

/** How a play is begun. */
export interface Opened extends Pick<OwnVerbTools, 'up'> {
  readonly signal: AbortSignal;
}

/** Plays the film shop from its first item to the proof that table and index are in step. */
export async function demo(options: DemoOptions, { up, signal }: Opened): Promise<ExitCode> {
  let chapter: Chapter = 'up';
  const enter = (next: Chapter): void => {
    signal.throwIfAborted();
    chapter = next;
  };
  try {
    const start = Date.now();
    const session = sessionOn(await up(options, signal), signal);
    return await session.cloud.alone(() => playShop(session, options, { start, enter }));
  } catch (error) {
    if (signal.aborted) throw interruptedAt(chapter, error);
    throw error;
  }
}

interface Playing {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly enter: (chapter: Chapter) => void;
}

async function playShop(session: Session, options: DemoOptions, { start, enter }: Playing): Promise<ExitCode> {
  const { terminal, signal } = session;
  const shop = shopOf(session, options.seed);
  const search = searchOf(session);

  enter('load');
  const loaded = await loadWatched(session, shop, signal);

  enter('day');
  const day = await watchPassage(session, 'day of sales', signal, (onWritten) =>
    playOneDay(shop, { onWritten, signal }, terminal),
  );
  tellDay(terminal, day.result, day.passage);

  enter('questions');
  for (const entity of search.entities) await search.send('POST', `/${entity}/_refresh`);
  const searches = await tellSearches(session);
  const analytics = await tellAnalytics(session);
  const rejected = await tellRejections(session);

  enter('rebuild');
  const rebuilt = await rebuildFromArchive(session, search, 'film');
  tellRebuild(terminal, rebuilt);

  enter('compare');
  const comparison = await tellComparison(session);
  const seconds = Math.round((Date.now() - start) / 1000);
  terminal.say(farewell(session.cloud, seconds));
  if (terminal.json) {
    terminal.result({ seconds, load: loaded, day, searches, analytics, rejected, rebuilt, comparison }, '');
  }
  return comparison.inStep ? 0 : 1;
}
