import { setTimeout as delay } from 'node:timers/promises';
import { PlayFailure } from '../failure.ts';
import { grouped } from '../figures.ts';
import { replaceIndex } from '../indices.ts';
import { countRows, type Search } from '../search.ts';
import type { Session } from '../session.ts';
import { countMessages } from '../story/messages.ts';
import { replayIntoIndex } from '../story/replay.ts';

export interface Rebuild {
  readonly entity: string;
  readonly before: number;
  readonly after: number;
  readonly seconds: number;
}

const DEADLINE_MS = 180_000;

/** Empties an entity's index and fills it again from the archive, by `headwater replay`. */
export async function rebuildFromArchive(session: Session, search: Search, entity: string): Promise<Rebuild> {
  const start = Date.now();
  const { deployment, signal, terminal } = session;
  const consumer = deployment.consumers.find(({ name, entities }) => name === 'search' && entities.includes(entity));
  if (!consumer) throw new PlayFailure(`No search consumer has ${entity}.`, 'Add it to headwater.config.ts.');
  const before = await countRows(search, entity);
  await replaceIndex(search, entity, { filled: false });
  terminal.log({
    step: 'rebuild',
    state: 'done',
    text: `emptied the ${entity} index: ${grouped(before)} documents gone`,
  });
  await replayIntoIndex(session, 'start', signal);
  const after = await waitUntilStill(session, search, entity, consumer.bufferUrl);
  return { entity, before, after, seconds: (Date.now() - start) / 1000 };
}

/** With the replay completed and its queue empty, a count that stands still for so long is the count. */
const STILL_MS = 2_000;

/**
 * Waits until all that was replayed is in the index. How many documents that are cannot be told beforehand: an index
 * whose last rebuild was interrupted has rows that are deleted by now.
 */
async function waitUntilStill(
  { clients, terminal, signal }: Session,
  search: Search,
  entity: string,
  bufferUrl: string,
): Promise<number> {
  const end = Date.now() + DEADLINE_MS;
  let still = { count: -1, since: Date.now() };
  for (;;) {
    const [count, waiting] = await Promise.all([countRows(search, entity), countMessages(clients.sqs, bufferUrl)]);
    const now = Date.now();
    if (count !== still.count || waiting > 0) still = { count, since: now };
    const done = now - still.since >= STILL_MS || now > end;
    const text = `${grouped(count)} ${entity} documents, ${grouped(waiting)} messages wait`;
    terminal.log({ step: 'rebuild', state: done ? 'done' : 'running', text });
    if (done) return count;
    await delay(500, undefined, { signal });
  }
}
