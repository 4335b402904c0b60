import { openSearch } from '../../operations/deployment/search.ts';
import { readSessionDeployment, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { tellAnalytics, tellComparison, tellRejections, tellSearches } from '../demo/chapters.ts';
import { farewell, interruptedAt, type Chapter } from '../demo/farewell.ts';
import { rebuildFromArchive } from '../demo/rebuild.ts';
import { loadWatched, shopOf } from '../demo/load-shop.ts';
import { playOneDay } from '../demo/shop-day.ts';
import { tellDay, tellRebuild } from '../demo/tell.ts';
import { watchPassage } from '../demo/watch.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { playAlone } from '../story/play-alone.ts';
import { bringUp } from './up.ts';

export interface DemoOptions extends CommonOptions {
  readonly seed: string;
  readonly badDay?: boolean | undefined;
}

/** Plays the film shop from its first item to the proof that table and index are in step. */
export async function demo(options: DemoOptions, signal: AbortSignal): Promise<ExitCode> {
  let chapter: Chapter = 'up';
  const enter = (next: Chapter): void => {
    signal.throwIfAborted();
    chapter = next;
  };
  try {
    return await play(options, signal, enter);
  } catch (error) {
    if (signal.aborted) throw interruptedAt(chapter, error);
    throw error;
  }
}

async function play(options: DemoOptions, signal: AbortSignal, enter: (chapter: Chapter) => void): Promise<ExitCode> {
  const start = Date.now();
  const up = await bringUp(options, signal);
  const session = { ...up.session, signal, deployment: await readSessionDeployment(up.session) };
  return playAlone(session, () => playShop(session, options, { start, signal, enter }));
}

interface Playing {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly signal: AbortSignal;
  readonly enter: (chapter: Chapter) => void;
}

async function playShop(
  session: DeployedSession,
  options: DemoOptions,
  { start, signal, enter }: Playing,
): Promise<ExitCode> {
  const { terminal } = session;
  const shop = shopOf(session, options.seed);
  const search = openSearch(session);

  enter('load');
  const loaded = await loadWatched(session, shop, signal);

  enter('day');
  const day = await watchPassage(session, 'day of sales', signal, (onWritten) =>
    playOneDay(shop, { onWritten, signal }, terminal),
  );
  tellDay(terminal, day.result, day.passage);

  enter('questions');
  for (const { name } of search.entities) await search.store.refresh(name);
  const searches = await tellSearches(session, search);
  const analytics = await tellAnalytics(session);
  const rejected = await tellRejections(session, signal);

  enter('rebuild');
  const rebuilt = await rebuildFromArchive(session, search, 'film', signal);
  tellRebuild(terminal, rebuilt);

  enter('compare');
  const comparison = await tellComparison(session, signal);
  const seconds = Math.round((Date.now() - start) / 1000);
  terminal.say(farewell(session, seconds));
  if (terminal.json) {
    terminal.result({ seconds, load: loaded, day, searches, analytics, rejected, rebuilt, comparison }, '');
  }
  return comparison.inStep ? EXIT.ok : EXIT.failed;
}
