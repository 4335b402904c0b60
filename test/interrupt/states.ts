import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { layoutAt } from '../../local/layout.ts';
import { localCloudStatus } from '../../local/local-cloud.ts';
import { connectPipeline, type Pipeline } from '../integration/support/pipeline.ts';
import { filmItem, stockItem } from '../support/stream-records.ts';
import { until, untilTrue } from '../support/until.ts';
import { runVerb } from './stop.ts';

/** What a verb of the interrupt run needs to find, made anew before each run: one that finds nothing to do ends before most of its points. */

/** A stranger is received again and again before it becomes a letter. */
const PATIENCE_SECONDS = 120;

export const LETTERS_FILE = '/tmp/headwater-interrupt-letters.ndjson';
export const ITEMS_FILE = '/tmp/headwater-interrupt-items.ndjson';
const FILMS_FILE = '/tmp/headwater-interrupt-films.jsonl';
export const UNTITLED = 'interrupt-untitled';
export const FORGOTTEN = 'interrupt-forgotten';

export const up = (): Promise<unknown> => runVerb(['up']);

export const down = (): Promise<unknown> => runVerb(['down']);

/** Some films, as an export has them. */
export async function itemsToDiscover(): Promise<void> {
  const films = Array.from({ length: 500 }, (_, index) => filmItem(`film-${index}`));
  await writeFile(ITEMS_FILE, films.map((film) => `${JSON.stringify(film)}\n`).join(''));
}

/** A file of films, for `put`. */
export async function filmsToPut(): Promise<readonly string[]> {
  await writeFile(
    FILMS_FILE,
    someFilms()
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  return ['--file', FILMS_FILE];
}

/** The same, for `seed`. */
export async function filmsToSeed(): Promise<readonly string[]> {
  await writeFile(
    FILMS_FILE,
    someFilms()
      .map((row) => `${JSON.stringify({ entity: 'film', row })}\n`)
      .join(''),
  );
  return ['--file', FILMS_FILE];
}

function someFilms() {
  const title = randomUUID();
  return Array.from({ length: 300 }, (_, index) => ({
    id: `put-${index}`,
    title,
    releaseDate: '1999-01-01',
    price: 1,
  }));
}

/** A film in table and index. */
export async function filmToForget(): Promise<void> {
  const pipeline = await ofThisCloud();
  await pipeline.put(filmItem(FORGOTTEN, { title: { S: `To forget ${randomUUID()}` } }));
  await untilTrue('the film is in the index', async () => {
    return (await pipeline.document('film', FORGOTTEN))?.marks.deleted === false;
  });
}

/** Nothing of the analytics copy on this machine: what asks it fetches it first. */
export async function noMirror(): Promise<void> {
  await rm(join(layoutAt().root, 'analytics'), { recursive: true, force: true });
}

/** A film and a stock that their snapshots do not have yet, and nothing else: each run does the same. */
export async function historyToCompact(): Promise<void> {
  await answerOf('compact');
  const pipeline = await ofThisCloud();
  await pipeline.put(filmItem('interrupt-compact', { title: { S: `To compact ${randomUUID()}` } }));
  await pipeline.put(stockItem('interrupt-compact', 'lagos', Date.now() % 1_000_000));
  await untilTrue('the history has both', async () => {
    const { entities } = await answerOf<{ entities: readonly { objects: number }[] }>('compact', '--dry-run');
    return entities.filter(({ objects }) => objects > 0).length > 1;
  });
}

/** A film without a title in the rejected queue, and a message that is no event in the DLQ of the search consumer. */
export async function lettersLie(): Promise<void> {
  const pipeline = await ofThisCloud();
  const before = await lettersThere();
  if (!before.untitled) {
    await pipeline.put(filmItem(UNTITLED, { title: { NULL: true }, price: { N: String(Date.now()) } }));
  }
  if (!before.stranger) {
    const { bufferUrl: QueueUrl } = pipeline.consumer('search');
    await pipeline.session.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"no":"event"}' }));
  }
  await untilTrue(
    'both letters lie in their queues',
    async () => {
      const { untitled, stranger } = await lettersThere();
      return untitled && stranger;
    },
    PATIENCE_SECONDS,
  );
}

/** And no file of that name: neither export nor discard writes over one. */
export async function lettersToExport(): Promise<void> {
  await rm(LETTERS_FILE, { force: true });
  await lettersLie();
}

interface ListedLetter {
  readonly code: string;
  readonly rows: readonly { readonly key: string }[];
}

async function lettersThere(): Promise<{ untitled: boolean; stranger: boolean }> {
  const { letters } = await answerOf<{ letters: readonly ListedLetter[] }>('dlq', 'list');
  return {
    untitled: letters.some(({ rows }) => rows.some(({ key }) => key === UNTITLED)),
    stranger: letters.some(({ code }) => code === 'HW_EVENT_MALFORMED'),
  };
}

/** Of all that the archive has, so that it lasts. @returns its name */
export async function replayRuns(): Promise<readonly string[]> {
  await until('the replay before is over', async () => {
    const { replays } = await answerOf<{ replays: readonly { state: string }[] }>('replay', 'list');
    return replays.every(({ state }) => !/RUNNING|STARTING|CANCELLING/.test(state)) || undefined;
  });
  const { replay } = await answerOf<{ replay: string }>(
    ...['replay', '--from', 'start', '--consumer', 'search', '--detach', '--yes'],
  );
  return [replay];
}

/** None under way and none kept: the one before is given up, or goes to its end and is finished where its index is the live one. */
export async function noReindex(): Promise<void> {
  const { code } = await runVerb(['reindex', 'film', '--undo', '--yes']);
  if (code !== 0 && !(await reindexIsKept())) await runVerb(['reindex', 'film', '--yes']);
  if (code !== 0) await runVerb(['reindex', 'film', '--finish', '--yes']);
  const { reindex } = await answerOf<{ reindex: unknown }>('reindex', 'film');
  if (reindex !== null) throw new Error(`a reindex of film is still there: ${JSON.stringify(reindex)}`);
}

/** It reached its end: what comes then is finish or rollback. */
export async function reindexIsKept(): Promise<boolean> {
  const { reindex } = await answerOf<{ reindex: { phase: string } | null }>('reindex', 'film');
  return reindex?.phase === 'kept';
}

/** @throws with what it said, when a verb that only prepares fails */
async function answerOf<T>(...words: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await runVerb([...words, '--json']);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code ?? 'none'}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

async function ofThisCloud(): Promise<Pipeline> {
  const { endpoint } = await localCloudStatus();
  return connectPipeline(endpoint);
}
