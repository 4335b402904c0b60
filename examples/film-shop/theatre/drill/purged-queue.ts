import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { PlayFailure } from '../failure.ts';
import { buffered } from '../story/buffers.ts';
import { waitFor } from '../story/wait.ts';
import type { ChapterResult, DrillDay } from './drill-day.ts';
import { enableEventSource } from './event-sources.ts';
import { beginWithFilms, changeFilms, CHANGING, COMING, GOING } from './film-rows.ts';
import { confirms, finds, mends } from './run-headwater.ts';

const VERIFY = ['verify', '--consumer', 'search', '--grace', '5'];
/** Created, updated and deleted films travel in an event each, at least. */
const FEWEST_MESSAGES = 3;

/** A consumer is down for a while, and its queue is purged by mistake before it is up again. */
export async function purgedQueue(day: DrillDay): Promise<ChapterResult> {
  const { story, session, obligations } = day;
  const consumer = session.deployment.consumers.find(({ name }) => name === 'search');
  if (!consumer) throw new PlayFailure('There is no consumer "search".', 'The drill needs the film shop.');
  story.chapter(
    'A purged queue',
    'The search consumer is down: someone has disabled its event source. ' +
      `Writes go on: ${CHANGING.length} prices change, ${GOING.length} films are withdrawn, ${COMING.length} are new. Then someone purges its queue by mistake, and it is up again.`,
  );
  await beginWithFilms(day, 100);
  const from = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const up = obligations.owe({
    what: 'the search consumer reads its queue',
    byHand: `aws lambda list-event-source-mappings --function-name ${consumer.functionName}, then update-event-source-mapping --uuid ... --enabled`,
    putRight: () => enableEventSource({ ...day, signal: new AbortController().signal }, consumer.functionName, true),
  });
  await enableEventSource(day, consumer.functionName, false);
  await changeFilms(day, 200);
  const purged = await untilQueued(day);
  const grown = await finds(day, ['status'], { exitCode: 0, says: /buffer +search +[1-9]/, grep: 'search' });
  await session.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: consumer.bufferUrl }));
  await enableEventSource(day, consumer.functionName, true);
  up();

  const drift = await finds(day, VERIFY, { exitCode: 1, says: /NOT in step/ });
  const replay = ['replay', '--from', from.toISOString(), '--consumer', 'search', '--yes'];
  const mended = await mends(day, replay);
  const after = await confirms(day, VERIFY);
  story.held(`${purged} messages were purged, and nothing of them is lost: the archive has all that was published`);
  return { fault: 'purged queue', found: [grown, drift], mended: [mended, after], facts: { purged } };
}

/** All that was written lies in the queue: it has grown, and goes on growing no longer. */
async function untilQueued(day: DrillDay): Promise<number> {
  let [last, same] = [0, 0];
  const { found } = await waitFor(day, 'the changes wait in the queue', async () => {
    const { search = 0 } = await buffered(day);
    same = search === last ? same + 1 : 0;
    last = search;
    return search >= FEWEST_MESSAGES && same >= SETTLED_LOOKS ? search : undefined;
  });
  return found;
}

/** A quarter of a second each. */
const SETTLED_LOOKS = 8;
