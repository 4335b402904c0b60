import { liveIndexOf } from '../indices.ts';
import { put } from '../story/items.ts';
import type { ChapterResult, DrillDay } from './drill-day.ts';
import { beginWithFilms, CHANGING, drillItem, untilIndexed } from './film-rows.ts';
import { confirms, finds, mends, runHeadwater, succeeded } from './run-headwater.ts';

const FILL = ['backfill', '--consumer', 'search', '--entity', 'film', '--yes'];
const REPAIR = ['repair', '--consumer', 'search', '--entity', 'film', '--grace', '5', '--yes'];

/** Someone deletes the film index by hand. */
export async function deletedIndex(day: DrillDay): Promise<ChapterResult> {
  const { story, search, obligations } = day;
  const index = await liveIndexOf(search, 'film');
  story.chapter(
    'A deleted index',
    `Someone deletes the film index by hand (DELETE /${index}). Writes go on: ${CHANGING.length} prices change.`,
  );
  await beginWithFilms(day, 300);
  const back = obligations.owe({
    what: 'the film index is there, and filled',
    byHand: `npx headwater search-setup --yes; npx headwater ${FILL.join(' ')}; npx headwater ${REPAIR.join(' ')}`,
    putRight: async () => {
      const uninterrupted = { ...day, signal: new AbortController().signal };
      for (const words of [['search-setup', '--yes'], FILL, REPAIR]) {
        succeeded(await runHeadwater(uninterrupted, words));
      }
    },
  });
  await search.send('DELETE', `/${index}`);
  for (const ref of CHANGING) await put(day, drillItem(ref, 400));

  const gone = await finds(day, ['status'], { exitCode: 1, says: /film -> no index/, grep: 'film ->' });
  const made = await mends(day, ['search-setup', '--yes']);
  const filled = await mends(day, FILL);
  const repaired = await mends(day, REPAIR);
  const after = await confirms(day, ['verify', '--consumer', 'search', '--grace', '5']);
  await untilIndexed(day, CHANGING, 400);
  back();
  story.held(
    'the rows are those of the table. The repair brought back what a table cannot tell: that a row was deleted',
  );
  return {
    fault: 'deleted index',
    found: [gone],
    mended: [made, filled, repaired, after],
    facts: { deleted: index },
  };
}
