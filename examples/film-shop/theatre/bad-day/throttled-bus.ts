import { describeBuffers } from '../story/buffers.ts';
import { filmItem } from '../story/film-rows.ts';
import { putTogether } from '../story/items.ts';
import type { BadDay, ChapterResult } from './day.ts';
import { filmName, films } from './films.ts';
import { untilInStep, verdictAt } from './look.ts';
import { waitFor } from '../story/wait.ts';

const THROTTLED_REQUESTS = 3;
/** More than the publisher can try in the time that the fault lasts. */
const FAILING_ENTRIES = 10_000;
/** So often an entry fails before the fault ends: the waits between grow to seconds. */
const ENOUGH_ENTRIES = 4;

/** PutEvents over its quota: first whole requests are refused, then single entries in answers of status 200. */
export async function throttledBus(day: BadDay): Promise<ChapterResult> {
  const { story, switches } = day;
  const [first] = films;
  if (!first) throw new RangeError('the day has films');
  story.chapter(
    'A throttled bus',
    `PutEvents is over its quota: ${THROTTLED_REQUESTS} requests are refused (ThrottlingException), and then every entry, in answers of status 200 with FailedEntryCount > 0. ` +
      `Writes go on: ${films.length} prices change.`,
  );
  await switches.plan({ putEvents: { throttleRequests: THROTTLED_REQUESTS, failEntries: FAILING_ENTRIES } });
  await putTogether(
    day,
    films.map((ref) => filmItem(ref, 300)),
  );
  const { found: entries } = await waitFor(day, 'the bus has refused the changes', async () => {
    const { putEvents: { throttleRequests = 0, failEntries = 0 } = {} } = await switches.left();
    const failed = FAILING_ENTRIES - failEntries;
    return throttleRequests === 0 && failed >= ENOUGH_ENTRIES ? failed : undefined;
  });
  story.seen(`npx headwater get film ${filmName(1)}`, await verdictAt(day, first));
  story.seen('npx headwater status', await describeBuffers(day));
  story.mended(
    'Nothing waits in a queue: it is the bus. The normalizer tries again, and Lambda after it. If it goes on, raise the PutEvents quota.',
  );
  await switches.plan({});
  const seconds = await untilInStep(day, 'the bus has taken the changes', films);
  story.held(
    `all ${films.length} prices are in the index ${seconds} later: ${THROTTLED_REQUESTS} requests and ${entries} entries refused, none lost`,
  );
  return {
    chapter: 'throttled bus',
    poison: [],
    facts: { throttledRequests: THROTTLED_REQUESTS, failedEntries: entries },
  };
}
