import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { writeItems } from '../../write-items.ts';
import { PlayFailure } from '../failure.ts';
import { filmItem, filmRef } from '../story/film-rows.ts';
import { putTogether } from '../story/items.ts';
import type { BadDay, ChapterResult, Poison } from './day.ts';
import { films, FROM_2046, GIFT_CARD, shelfItem, shelfRef, shelves, UNTITLED } from './films.ts';
import { describeLetters, untilRejected } from './letters.ts';
import { untilInStep } from './look.ts';

export const WRONG_SHELF = shelfRef(5);
const NO_TIME = { lastSaleAt: { S: 'yesterday' } };

/** Letters that no mending of a row takes away: nothing of it was ever ours. */
export const STRANGER: Poison = { source: 'dlq search', code: 'HW_EVENT_MALFORMED' };

export const UNKNOWN_ITEM: Poison = { source: 'rejected shop', code: 'HW_ENTITY_UNKNOWN', key: 'GIFT#bad-day|CARD' };

const POISON: readonly Poison[] = [
  { source: 'rejected shop', code: 'HW_ROW_INVALID', entity: 'film', key: UNTITLED, field: '/title' },
  { source: 'rejected shop', code: 'HW_ROW_INVALID', entity: 'film', key: FROM_2046, field: '/releaseDate' },
  { source: 'rejected shop', code: 'HW_ROW_INVALID', entity: 'stock', key: WRONG_SHELF.key, field: '/lastSaleAt' },
  UNKNOWN_ITEM,
  STRANGER,
];

/** Records that no schema admits, alone and in the middle of a pack, and a message of someone else. */
export async function poison(day: BadDay): Promise<ChapterResult> {
  const { session, story, signal, table, since } = day;
  story.chapter(
    'Poison records',
    `${films.length} films are written, and among them what no schema admits: a film without a title, one that comes out in 2046, and a gift card. ` +
      `Of ${shelves.length} shelves in one pack, one was last sold "yesterday", which is no time. ` +
      "Someone puts a message of their own into the search consumer's queue.",
  );
  await writeItems(
    session.clients.dynamoDb,
    table,
    [
      ...films.map((ref) => filmItem(ref, 100)),
      filmItem(filmRef(UNTITLED), 100, { title: { NULL: true } }),
      filmItem(filmRef(FROM_2046), 100, { releaseDate: { S: '2046-01-01' } }),
      { ...GIFT_CARD, worth: { N: '25' } },
    ],
    { onWritten: () => undefined, signal },
  );
  await putTogether(
    day,
    shelves.map((ref) => shelfItem(ref, ref.key === WRONG_SHELF.key ? NO_TIME : {})),
  );
  await sendStranger(day);

  const good = [...films, ...shelves.filter(({ key }) => key !== WRONG_SHELF.key)];
  const seconds = await untilInStep(day, 'the good rows are in the index', good);
  await untilRejected(day, POISON);
  story.seen(`npx headwater dlq list --newer ${since.toISOString()}`, await describeLetters(day));
  story.mended('correct what the reasons name, then redrive: see 6.');
  story.held(`the ${good.length} good rows around them were in the index after ${seconds}`);
  return { chapter: 'poison', poison: POISON, facts: { good: good.length } };
}

async function sendStranger({ session }: BadDay): Promise<void> {
  const consumer = session.deployment.consumers.find(({ name }) => name === 'search');
  if (!consumer) throw new PlayFailure('There is no consumer "search".', 'The bad day needs the film shop.');
  await session.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: consumer.bufferUrl, MessageBody: '{"invoice":4711}' }),
  );
}
