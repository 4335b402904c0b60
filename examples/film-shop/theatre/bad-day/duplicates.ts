import { PlayFailure } from '../failure.ts';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { filmItem } from '../story/film-rows.ts';
import { putTogether } from '../story/items.ts';
import { replayIntoIndex } from '../story/replay.ts';
import type { BadDay, ChapterResult } from './day.ts';
import { filmName, films } from './films.ts';
import { isInStep, untilInStep, verdictAt } from './look.ts';

const TWICE = { streamDeliveries: { duplicate: 2 }, sqsDeliveries: { duplicate: 4 } };
const MOST_ROUNDS = 8;

/** Stream batches and messages come twice, and then all that was published today comes once more. */
export async function duplicates(day: BadDay): Promise<ChapterResult> {
  const { story, switches, since } = day;
  const [first] = films;
  if (!first) throw new RangeError('the day has films');
  story.chapter(
    'Duplicates',
    `${TWICE.streamDeliveries.duplicate} stream batches and ${TWICE.sqsDeliveries.duplicate} batches of messages are delivered twice, while prices change several times. ` +
      'Then all that was published today is replayed from the archive into the index: old prices.',
  );
  await switches.plan(TWICE);
  let rounds = 0;
  for (; rounds < 2 || (rounds < MOST_ROUNDS && (await areDuplicatesLeft(day))); rounds += 1) {
    await putTogether(
      day,
      films.map((ref) => filmItem(ref, 400 + rounds)),
    );
    await untilInStep(day, 'the prices are in the index', films);
  }
  if (await areDuplicatesLeft(day)) {
    throw new PlayFailure('The local cloud delivered nothing twice.', 'Look at its log.', { exitCode: 1 });
  }
  await switches.plan({});
  await replayToday(day);
  await untilBuffersAreEmpty(day);
  const behind = (await Promise.all(films.map((ref) => isInStep(day, ref)))).filter((inStep) => !inStep).length;
  if (behind > 0) {
    throw new PlayFailure(`${behind} films went back to an older price.`, 'This is a bug: positions must forbid it.', {
      exitCode: 1,
    });
  }
  story.seen(
    `npx headwater replay --from ${since.toISOString()} --consumer search --yes`,
    'completed: what the index has already is stale there',
  );
  story.seen(`npx headwater get film ${filmName(1)}`, await verdictAt(day, first));
  story.mended('nothing: an equal or older position is stale.');
  story.held(`all ${films.length} films have the last of ${rounds} prices`);
  const { streamDeliveries, sqsDeliveries } = TWICE;
  return {
    chapter: 'duplicates',
    poison: [],
    facts: { streamBatchesTwice: streamDeliveries.duplicate, messageBatchesTwice: sqsDeliveries.duplicate, rounds },
  };
}

async function areDuplicatesLeft({ switches }: BadDay): Promise<boolean> {
  const { streamDeliveries, sqsDeliveries } = await switches.left();
  return (streamDeliveries?.duplicate ?? 0) + (sqsDeliveries?.duplicate ?? 0) > 0;
}

function replayToday({ session, since, signal }: BadDay): Promise<void> {
  // Events have the time of their source, in whole seconds.
  const from = new Date(Math.floor(since.getTime() / 1000) * 1000);
  return replayIntoIndex(session, from.toISOString(), signal);
}
