import { setTimeout as delay } from 'node:timers/promises';
import { DeleteBackupCommand } from '@aws-sdk/client-dynamodb';
import { untilBuffersAreEmpty } from '../story/buffers.ts';
import { put } from '../story/items.ts';
import type { ChapterResult, DrillDay, Ran } from './drill-day.ts';
import {
  beginWithFilms,
  changeFilms,
  CHANGING,
  COMING,
  drillItem,
  GOING,
  untilGone,
  untilIndexed,
} from './film-rows.ts';
import { backUpTable, restoreTable } from './restore-table.ts';
import { confirms, finds, mends } from './run-headwater.ts';

const VERIFY = ['verify', '--grace', '5'];
/** By which a read must be later than the last change that it may win over (docs/convergence.md). */
const MARGIN_MS = 60_000;

/** The table is lost, and restored from a backup: rows went back, away and came back without a record, and the stream is another. */
export async function restoredTable(day: DrillDay): Promise<ChapterResult> {
  const { story, session, obligations } = day;
  story.chapter(
    'A restored table',
    `The table is lost, and restored from its backup. Since the backup ${CHANGING.length} prices had changed, ${GOING.length} films were withdrawn, ${COMING.length} were new: ` +
      'these rows go back, come back and go away, and no stream tells of it. The restored table has a new stream.',
  );
  await beginWithFilms(day, 600);
  const backup = await backUpTable(day);
  await changeFilms(day, 700);
  await untilIndexed(day, [...CHANGING, ...COMING], 700);
  await untilGone(day, GOING);
  await untilBuffersAreEmpty(day);
  const lastWrite = Date.now();
  // Half of it would be a shop without a table: an interruption waits for its end.
  const whole = { ...day, signal: new AbortController().signal };
  const restored = obligations.owe({
    what: 'the table is restored, and its new stream is read',
    byHand: `aws dynamodb restore-table-from-backup --target-table-name ${day.table} --backup-arn ${backup.arn}, or: npx headwater down, npx headwater demo`,
    putRight: async () => {
      await restoreTable(whole, backup);
    },
  });
  const found: Ran[] = [];
  const streamArn = await restoreTable(whole, backup, async () => {
    const says = /the normalizer reads the stream .*, and the table has the stream/;
    found.push(await finds(whole, ['status'], { exitCode: 1, says, grep: 'table ' }));
  });
  restored();
  const [before, after] = [backup.streamArn, streamArn].map(generationOf);
  story.mended(
    'On AWS one restores it under a new name, switches its stream on (NEW_AND_OLD_IMAGES), names it in ' +
      'headwater.config.ts as existing: { tableArn, streamArn }, and deploys. Here it has its old name again, and ' +
      `the normalizer reads the new stream by the settings of the old: ${before} is now ${after}.`,
  );

  const drift = await finds(day, VERIFY, { exitCode: 1, says: /NOT in step/ });
  await untilMarginIsOver(day, lastWrite + MARGIN_MS + CLOCKS_MS);
  const filled = await mends(day, ['backfill', '--yes']);
  await untilBuffersAreEmpty(day);
  const verified = await confirms(day, VERIFY);
  await put(day, drillItem(first(), 800));
  const seconds = await untilIndexed(day, [first()], 800);
  const read = await confirms(day, ['get', 'film', first().key]);
  await session.clients.dynamoDb.send(new DeleteBackupCommand({ BackupArn: backup.arn }));
  story.held(
    `a write through the new stream is in the index after ${seconds}: its generation is above all of the old stream`,
  );
  return {
    fault: 'restored table',
    found: [...found, drift],
    mended: [filled, verified, read],
    facts: { before: backup.streamArn, after: streamArn },
  };
}

/** A stream's part in positions: the label at the end of its ARN. */
function generationOf(streamArn: string): string {
  return streamArn.split('/stream/')[1] ?? '';
}

/** Seconds are whole in a stream's times. */
const CLOCKS_MS = 2_000;

/** Until then the scan might be taken for older than the last change before the restore (docs/convergence.md, assumption 7). */
async function untilMarginIsOver({ story, signal }: DrillDay, end: number): Promise<void> {
  const left = Math.ceil((end - Date.now()) / 1_000);
  if (left <= 0) return;
  story.mended(`A scan must begin later than the restore by the margin (${MARGIN_MS / 1_000} s): ${left} s more.`);
  while (Date.now() < end) {
    story.waiting(`the margin is over (${Math.ceil((end - Date.now()) / 1_000)} s)`);
    await delay(Math.min(1_000, Math.max(0, end - Date.now())), undefined, { signal });
  }
  story.came('the margin is over', `${left} s`);
}

function first() {
  const [film] = CHANGING;
  if (!film) throw new RangeError('the drill has films');
  return film;
}
