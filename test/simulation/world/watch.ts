/** Watches the pipeline while it runs: what leaves a stage must be accounted for there and then. */
import type { BusEntry } from '../../../shared/adapters/memory/bus.ts';
import type { ReceivedQueueMessage } from '../../../shared/adapters/memory/queue.ts';
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

export function noteLetters({ deadLetters, lettered }: SimulatedConsumer): void {
  for (const { body, attributes } of deadLetters.messages()) {
    // What SQS itself moved there has no reason: it was not rejected.
    if (!attributes['code'] || !attributes['message']) continue;
    lettered.add(body);
    for (const id of changeIds(body)) lettered.add(id);
  }
}

/** A message may leave its queue only when each of its changes is applied, stale, or in the DLQ with a reason. */
export function checkAcknowledged(
  world: World,
  { name, lettered }: SimulatedConsumer,
  { id, body }: ReceivedQueueMessage,
  settled: ReadonlySet<string>,
): void {
  const changes = changeIds(body);
  const lost = changes.filter((change) => !settled.has(change) && !lettered.has(change));
  if (lost.length > 0)
    world.fault(`${name} acknowledges ${id} with ${lost.join(' ')}: neither applied, stale nor in the DLQ`);
  if (changes.length === 0 && !lettered.has(body)) world.fault(`${name} loses the strange message ${id}`);
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
