/** What happens to the table and the pipeline from outside, other than writes: scans, replays, redrives, restores, time. */
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { TableItem } from '../../shared/adapters/memory/source-table.ts';
import type { Change } from '../../shared/domain/change.ts';
import { packChanges } from '../../shared/domain/pack.ts';
import type { StepOf } from './steps.ts';
import { ENTITIES, shop } from './world/shop.ts';
import { LONGEST_IN_FLIGHT, MINUTE, SECOND, STREAM_KEEPS, TOMBSTONE_KEEPS } from './world/times.ts';
import { noteLetters } from './world/watch.ts';
import { canBeRedriven, labelOf, type SimulatedConsumer, type World } from './world/world.ts';

export function chosen<T>(choices: readonly T[], which: number): T {
  return choices[which % choices.length] as T;
}

export function off(skew: number): string {
  return skew === 0 ? '' : ` (clock off by ${skew / SECOND} s)`;
}

const readRow = rowReader(shop);

/** Reads keys of the table consistently, by a clock of its own, into pages that are published some time later. */
export function scan(world: World, keys: readonly string[], skew: number): void {
  const readAt = world.now + skew;
  if (keys.length === world.keys.length) world.scannedAt = world.now;
  const changes: Change[] = [];
  for (const key of keys) {
    const item = world.table.get(key);
    const read = item && readRow(item, readAt);
    if (read?.status !== 'row') continue;
    const at = new Date(read.readAt).toISOString();
    changes.push({
      operation: 'snapshot',
      entity: read.entity,
      key: read.key,
      id: `${read.key}@${at}`,
      at,
      after: read.row,
      cause: 'backfill',
    });
  }
  const entities = new Map(ENTITIES.map((entity) => [entity.name, entity]));
  const pages = packChanges(`headwater.${shop.name}`, entities, changes);
  world.pages.push(...pages.map(({ event }) => ({ event, scannedAt: world.now })));
  if (changes.length > 0)
    world.tell(`scan reads ${changes.map(({ id, entity }) => `${entity} ${id}`).join(', ')}${off(skew)}`);
}

export function replay(world: World, { consumer, from, until }: StepOf<'replay'>): void {
  const archived = world.bus.archived();
  if (archived.length === 0) return;
  const times = archived.map(({ time }) => time).sort((a, b) => a - b);
  const [begin, end] = [chosen(times, from), chosen(times, from + until)].sort((a, b) => a - b);
  const { name } = chosen(world.consumers, consumer);
  const count = world.bus.replay({ rule: name, from: begin ?? 0, to: (end ?? 0) + 1, name: 'simulated' });
  world.tell(`replay of ${count} events to ${name}`);
}

/** Nothing stays in flight longer than its service keeps it: waiting ends there. */
export function wait(world: World, milliseconds: number): void {
  const unread = world.lanes.flatMap(({ records, read }) => records.slice(read).map(({ writtenAt }) => writtenAt));
  const scanned = world.pages.map(({ scannedAt }) => scannedAt);
  const earliest = Math.min(...unread, ...scanned);
  const longest = Math.min(earliest + STREAM_KEEPS, world.isEmpty() ? Infinity : world.emptyAt + LONGEST_IN_FLIGHT);
  const before = world.now;
  world.now = Math.max(world.now, Math.min(world.now + milliseconds, longest - MINUTE));
  if (world.isEmpty()) world.emptyAt = world.now;
  if (world.now - before >= SECOND) world.tell(`-- ${Math.round((world.now - before) / SECOND)} s later`);
}

export function redrive(world: World, consumer: SimulatedConsumer, most: number): void {
  noteLetters(consumer);
  const letters = consumer.deadLetters.receive(most).filter(canBeRedriven);
  for (const { body, receiptHandle } of letters) {
    consumer.buffer.send(body);
    consumer.deadLetters.delete(receiptHandle);
  }
  const undelivered = consumer.ruleDeadLetters.splice(0, most);
  for (const body of undelivered) consumer.buffer.send(body);
  const count = letters.length + undelivered.length;
  if (count > 0) world.tell(`redrive of ${count} dead letters to ${consumer.name}`);
}

/**
 * The table is made anew from a backup: keys that were created since stay, the others go back. No record tells of it, so
 * that the stores are owed a scan that begins after the margin.
 */
export function restore(world: World, { back, digits }: StepOf<'restore'>): void {
  const now = world.table.items();
  const backup = world.backups.at(-1 - back) ?? now;
  const items = new Map(now);
  for (const [key, item] of backup) if (comesBackAsItself(now.get(key), item)) items.set(key, item);
  world.generation += 1;
  world.table.restore(items, labelOf(world.generation), 10n ** 20n - BigInt(digits));
  world.addLanes();
  for (const key of world.keys) {
    if (JSON.stringify(items.get(key)) === JSON.stringify(now.get(key))) continue;
    world.truth.hold(key, items.get(key), true);
    world.restoredAt = world.now;
  }
  world.tell(`the table is restored as it was ${back} writes ago: stream ${labelOf(world.generation)}`);
}

/** An item that was something else since would leave that behind in the stores: only a delete sweep finds such rows. */
function comesBackAsItself(now: TableItem | undefined, then: TableItem): boolean {
  const kind = now?.['kind']?.S;
  return kind === undefined || kind === 'chair' || kind === then['kind']?.S;
}

export function purge(world: World): void {
  const [search] = world.consumers;
  const purged = search?.store.purge(world.now - TOMBSTONE_KEEPS) ?? 0;
  if (purged > 0) world.tell(`${purged} tombstones are purged`);
}

export function mend(world: World): void {
  for (const { store } of world.consumers) store.mended = true;
  world.tell('the mappings are mended');
}
