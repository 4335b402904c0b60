import { setTimeout as delay } from 'node:timers/promises';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import { countMessages } from '../../operations/deployment/queues.ts';
import { entityNamed, type SearchAccess } from '../../operations/deployment/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';
import { grouped } from '../output/table.ts';
import { describeArchive, eventRange } from '../../operations/replay/archive.ts';
import { followReplay } from '../../operations/replay/follow.ts';
import { planReplay } from '../../operations/replay/plan.ts';
import { cancelReplay, startReplay } from '../../operations/replay/replays.ts';

export interface Rebuild {
  readonly entity: string;
  readonly before: number;
  readonly after: number;
  readonly seconds: number;
}

const DEADLINE_MS = 180_000;

/** Empties an entity's index and fills it again from the archive, by the same replay as `headwater replay`. */
export async function rebuildFromArchive(
  session: DeployedSession,
  { store, entities }: SearchAccess,
  entityName: string,
  signal: AbortSignal,
): Promise<Rebuild> {
  const start = Date.now();
  const { clients, deployment } = session;
  const entity = entityNamed(entities, entityName);
  const consumer = keeperOf(deployment.consumers, 'search', entityName);
  if (!consumer) throw new CommandError(`No search consumer has ${entityName}.`, 'Add it to headwater.config.ts.');
  const archive = await describeArchive(clients.eventBridge, deployment.bus);
  await store.refresh(entityName);
  const before = await store.count(entityName);
  await store.clear(entity);
  session.terminal.log({
    step: 'rebuild',
    state: 'done',
    text: `emptied the ${entityName} index: ${grouped(before)} documents gone`,
  });
  const range = eventRange({ from: archive.createdAt, to: new Date() }, archive);
  const plan = planReplay(deployment, [consumer], range, new Date());
  await startReplay(clients.eventBridge, plan);
  try {
    await followReplay(session, plan.name, signal);
  } catch (error) {
    await cancelReplay(clients.eventBridge, plan.name);
    throw error;
  }
  const after = await waitUntilStill(session, store, entityName, consumer.bufferUrl, signal);
  return { entity: entityName, before, after, seconds: (Date.now() - start) / 1000 };
}

/** With the replay completed and its queue empty, a count that stands still for so long is the count. */
const STILL_MS = 2_000;

/**
 * Waits until all that was replayed is in the index. How many documents that are cannot be told beforehand: an index
 * whose last rebuild was interrupted has rows that are deleted by now.
 */
async function waitUntilStill(
  { clients, terminal }: DeployedSession,
  store: SearchAccess['store'],
  entity: string,
  bufferUrl: string,
  signal: AbortSignal,
): Promise<number> {
  const end = Date.now() + DEADLINE_MS;
  let still = { count: -1, since: Date.now() };
  for (;;) {
    await store.refresh(entity);
    const [count, waiting] = await Promise.all([store.count(entity), countMessages(clients.sqs, bufferUrl)]);
    const now = Date.now();
    if (count !== still.count || waiting > 0) still = { count, since: now };
    const done = now - still.since >= STILL_MS || now > end;
    const text = `${grouped(count)} ${entity} documents, ${grouped(waiting)} messages wait`;
    terminal.log({ step: 'rebuild', state: done ? 'done' : 'running', text });
    if (done) return count;
    await delay(500, undefined, { signal });
  }
}
