/** Watches the pipeline while it runs: what leaves a stage must be accounted for there and then. */
import type { BusEntry } from '../../../shared/adapters/memory/bus.ts';
import type { ReceivedQueueMessage } from '../../../shared/adapters/memory/queue.ts';
import { rowAfter, type Change } from '../../../shared/domain/change/change.ts';
import type { Version } from './shop.ts';
import { MINUTE, SECOND } from './times.ts';
import type { SimulatedConsumer, World } from './world.ts';

/** Ids of the changes in a delivered event; none for a message that is no event. */
export function changeIds(body: string): readonly string[] {
  try {
    const event = JSON.parse(body) as { readonly detail?: { readonly changes?: readonly { readonly id: string }[] } };
    return event.detail?.changes?.map(({ id }) => id) ?? [];
  } catch {
    return [];
  }
}

/** Reasons for which only a copy that somebody kept for too long may be rejected. */
const TOO_LATE: ReadonlySet<string | undefined> = new Set(['HW_CHANGE_OUTLIVED', 'HW_CLAIM_GONE']);

export function noteLetters(world: World, { name, deadLetters, lettered }: SimulatedConsumer): void {
  for (const { body, attributes } of deadLetters.messages()) {
    // What SQS itself moved there has no reason: it was not rejected.
    const { code, message } = attributes;
    if (!code || !message) continue;
    lettered.add(body);
    for (const id of changeIds(body)) {
      lettered.add(id);
      if (TOO_LATE.has(code) && !world.exported.has(id))
        world.fault(`${name} rejects ${id} with ${code}, though nothing of it was kept for longer than it may be`);
    }
  }
}

/** A message may leave its queue only when each of its changes is applied, stale, or in the DLQ with a reason; or seen by nobody. */
export function checkAcknowledged(
  world: World,
  { name, lettered, filtered }: SimulatedConsumer,
  { id, body }: ReceivedQueueMessage,
  settled: ReadonlySet<string>,
): void {
  const changes = changeIds(body);
  const unseen = (change: string): boolean => filtered && !world.truth.concernsView(change);
  const lost = changes.filter((change) => !settled.has(change) && !lettered.has(change) && !unseen(change));
  if (lost.length > 0)
    world.fault(`${name} acknowledges ${id} with ${lost.join(' ')}: neither applied, stale nor in the DLQ`);
  if (changes.length === 0 && !lettered.has(body)) world.fault(`${name} loses the strange message ${id}`);
}

/** A consumer applies rows of its own version only. */
export function checkLifted(
  world: World,
  { name }: SimulatedConsumer,
  version: Version,
  changes: readonly Change[],
): void {
  for (const change of changes) {
    const row = rowAfter(change);
    if (change.entity !== 'film' || !row) continue;
    if ((version === 1 ? 'name' : 'title') in row)
      world.fault(`${name} of version ${version} is given ${change.id} with a row of another version`);
  }
}

/** Takes in what the bus took. An event's time is that of its oldest change, and it spans at most a minute: archive ranges mean source time. */
export function checkEvent(world: World, { time, detail, detailType }: BusEntry): void {
  const { changes } = JSON.parse(detail) as {
    readonly changes: readonly { readonly id: string; readonly at: string }[];
  };
  const times = changes.map(({ id, at }) => (world.changeTimes.get(id) ?? Math.floor(Date.parse(at) / 1000)) * 1000);
  for (const { id } of changes) world.published.add(id);
  if (time !== Math.min(...times)) world.fault(`an event of ${detailType} has not the time of its oldest change`);
  if (Math.max(...times) - time > MINUTE + SECOND) world.fault(`an event of ${detailType} packs more than a minute`);
}
