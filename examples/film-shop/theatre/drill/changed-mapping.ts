import { setTimeout as delay } from 'node:timers/promises';
import { PlayFailure } from '../failure.ts';
import { liveIndexOf, liveMappingOf, replaceIndex, type Mapping } from '../indices.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { put } from '../story/items.ts';
import type { ChapterResult, DrillDay } from './drill-day.ts';
import { beginWithFilms, CHANGING, drillItem, untilIndexed } from './film-rows.ts';
import { confirms, finds, mends, runHeadwater } from './run-headwater.ts';

const FIELD = 'director';
/** A keyword in the definition of today. */
const A_KEYWORD = 'distributor';

/** The definition has another mapping than the live index. */
export async function changedMapping(day: DrillDay): Promise<ChapterResult> {
  const { story, search, obligations } = day;
  story.chapter(
    'A changed mapping',
    `In the definition a film's ${FIELD} is text, found by each of its words. The live index is from before that: there it is a keyword, found as a whole. ` +
      '(For the drill it is rebuilt so, with the definition of that time.) Writes and searches go on while it is mended.',
  );
  await beginWithFilms(day, 500);
  await untilBuffersAreEmpty(day);
  const declared = await liveMappingOf(search, 'film');
  const mended = obligations.owe({
    what: 'the film index has the mapping of the definition',
    byHand: 'npx headwater reindex film says how it goes on; npx headwater reindex film --yes',
    putRight: () => putRight({ ...day, signal: new AbortController().signal }, declared),
  });
  const older = await replaceIndex(search, 'film', { mapping: olderMapping(declared), filled: true });
  const due = await finds(day, ['status'], { exitCode: 0, says: new RegExp(`due.*${FIELD}`), grep: 'reindex' });

  const traffic = goOn(day);
  const swapped = await mends(day, ['reindex', 'film', '--yes']).finally(() => traffic.stop());
  const { writes, searches, cents } = await traffic.ended;
  await untilIndexed(day, CHANGING, cents);
  const finished = await mends(day, ['reindex', 'film', '--finish', '--yes']);
  mended();
  const index = await liveIndexOf(search, 'film');
  const after = await confirms(day, ['verify', '--consumer', 'search', '--entity', 'film', '--grace', '5']);
  story.held(
    `${writes} writes and ${searches} searches went on meanwhile: none failed, none missed a row; ${index} is live`,
  );
  return {
    fault: 'changed mapping',
    found: [due],
    mended: [swapped, finished, after],
    facts: { older, index, writes, searches },
  };
}

/** As it was before the director could be found by each of their names. */
function olderMapping({ properties, ...rest }: Mapping): Mapping {
  return { ...rest, properties: { ...properties, [FIELD]: properties[A_KEYWORD] ?? {} } };
}

async function putRight(day: DrillDay, mapping: Mapping): Promise<void> {
  // Which of the two there is to end is for the reindex to say: the other refuses.
  for (const end of ['--undo', '--finish']) await runHeadwater(day, ['reindex', 'film', end, '--yes']);
  await untilBuffersAreEmpty(day);
  await replaceIndex(day.search, 'film', { mapping, filled: true });
}

interface Traffic {
  stop(): void;
  readonly ended: Promise<{ readonly writes: number; readonly searches: number; readonly cents: number }>;
}

const BETWEEN_ROUNDS_MS = 250;

/** Changes prices and searches, until it is stopped. */
function goOn(day: DrillDay): Traffic {
  const stopped = new AbortController();
  const run = async () => {
    let [writes, searches, cents] = [0, 0, 500];
    while (!stopped.signal.aborted && !day.signal.aborted) {
      cents += 1;
      for (const ref of CHANGING) await put(day, drillItem(ref, cents));
      writes += CHANGING.length;
      await searchAll(day);
      searches += 1;
      await delay(BETWEEN_ROUNDS_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return { writes, searches, cents };
  };
  const ended = run();
  // Looked at when the reindex has ended; until then it is no unhandled rejection.
  ended.catch(() => undefined);
  return { stop: () => stopped.abort(), ended };
}

/** @throws PlayFailure when a search through the alias misses one of the films */
async function searchAll({ search }: DrillDay): Promise<void> {
  const body = { track_total_hits: true, size: 0, query: { terms: { id: CHANGING.map(({ key }) => key) } } };
  const { hits } = await search.send<{ readonly hits: { readonly total: { readonly value: number } } }>(
    'POST',
    '/film/_search',
    body,
  );
  if (hits.total.value === CHANGING.length) return;
  throw new PlayFailure(
    `A search during the reindex found ${hits.total.value} of ${CHANGING.length} films.`,
    'This is a bug: readers must not notice a reindex.',
    { exitCode: 1 },
  );
}
