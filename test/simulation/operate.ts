/** What happens to the table and the pipeline from outside, other than writes: scans, replays, redrives, restores, time. */
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';
import { nextDeadline } from './world/deadlines.ts';
import type { StepOf } from './steps.ts';
import { entitiesOf, RELEASES } from './world/shop.ts';
import { MINUTE, SECOND } from './world/times.ts';
import { changeIds, noteLetters } from './world/watch.ts';
import { canBeRedriven, labelOf, type SimulatedConsumer, type World } from './world/world.ts';

export function chosen<T>(choices: readonly T[], which: number): T {
  return choices[which % choices.length] as T;
}

export function off(skew: number): string {
  return skew === 0 ? '' : ` (clock off by ${skew / SECOND} s)`;
}

const READERS = { 1: rowReader(RELEASES[1].table), 2: rowReader(RELEASES[2].table) };
/** Reads keys of the table consistently, by a clock of its own, into pages that are published some time later. */
export function scan(world: World, keys: readonly string[], skew: number): void {
  const readAt = world.now + skew;
  if (keys.length === world.keys.length) {
    world.scannedAt = world.now;
    world.scanned.clear();
  }
  world.scans += 1;
  const changes: Change[] = [];
  for (const key of keys) {
    const item = world.table.get(key);
    const read = item && READERS[world.version](item, readAt);
    if (!item || read?.status !== 'row') continue;
    const at = new Date(read.readAt).toISOString();
    // Two clocks can show the same time.
    const id = `${read.key}@${at}#${world.scans}`;
    world.truth.noteScanned(id, item);
    if (keys.length === world.keys.length) world.scanned.set(`${read.entity}/${read.key}`, read.row);
    changes.push({
      operation: 'snapshot',
      entity: read.entity,
      key: read.key,
      id,
      at,
      after: read.row,
      cause: 'backfill',
    });
  }
  const packs = packChanges('headwater.shop', entitiesOf(world.version), changes);
  world.pages.push(...packs.map((pack) => ({ pack, scannedAt: world.now })));
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

/** Nothing stays anywhere longer than its service keeps it: waiting ends there. */
export function wait(world: World, milliseconds: number): void {
  const before = world.now;
  world.now = Math.max(world.now, Math.min(world.now + milliseconds, nextDeadline(world) - MINUTE));
  if (world.isEmptyDownstream()) world.emptyAt = world.now;
  if (world.now - before >= SECOND) world.tell(`-- ${Math.round((world.now - before) / SECOND)} s later`);
}

export function redrive(world: World, consumer: SimulatedConsumer, most: number): void {
  noteLetters(world, consumer);
  const letters = consumer.deadLetters.receive(most).filter(canBeRedriven);
  for (const { body, receiptHandle } of letters) {
    consumer.buffer.send(body);
    consumer.deadLetters.delete(receiptHandle);
  }
  const undelivered = consumer.ruleDeadLetters.splice(0, most);
  for (const { body } of undelivered) consumer.buffer.send(body);
  const count = letters.length + undelivered.length;
  if (count > 0) world.tell(`redrive of ${count} dead letters to ${consumer.name}`);
}

/** Somebody keeps copies of a consumer's dead letters, for longer than any service would. */
export function exportLetters(world: World, consumer: SimulatedConsumer): void {
  const letters = [...consumer.deadLetters.messages().filter(canBeRedriven), ...consumer.ruleDeadLetters];
  for (const { body } of letters) {
    world.exports.push({ consumer, body });
    for (const id of changeIds(body)) world.exported.add(id);
  }
  if (letters.length > 0) world.tell(`${letters.length} dead letters of ${consumer.name} are kept in a file`);
}

export function sendExported(world: World, which: number): void {
  if (world.exports.length === 0) return;
  const { consumer, body } = chosen(world.exports, which);
  consumer.buffer.send(body);
  world.tell(`the copy of ${changeIds(body).join(' ')} in the file is sent to ${consumer.name}`);
}

/** Lambda gives up on the next records of a lane. */
export function setAside(world: World, which: number, most: number): void {
  const ready = world.lanes.filter(({ busy, records, read }) => !busy && read < records.length);
  if (ready.length === 0) return;
  const lane = chosen(ready, which);
  const records = lane.records.slice(lane.read, lane.read + most).map(({ record }) => record);
  lane.read += records.length;
  world.setAside.push({ records, since: world.now });
  world.tell(`Lambda gives up on ${records.map(({ eventID }) => eventID).join(' ')}: on-failure bucket`);
}

/** One function after the other gets the second version of the definition, in any order. */
export function deploy(world: World, part: number): void {
  const consumer = world.consumers[(part % (world.consumers.length + 1)) - 1];
  const deployed = consumer ?? world;
  if (deployed.version === 2) return;
  deployed.version = 2;
  world.tell(`film@2 is deployed to ${consumer ? `the ${consumer.name} consumer` : 'the normalizer'}`);
}

/** What was begun is brought to its end. */
export function finishDeploy(world: World): void {
  if (world.version === 1 && world.consumers.every(({ version }) => version === 1)) return;
  for (let part = 0; part <= world.consumers.length; part += 1) deploy(world, part);
}

/** The table is made anew from a backup. No record tells of it: the stores are owed a scan that begins after the margin, and a sweep. */
export function restore(world: World, { back, digits }: StepOf<'restore'>): void {
  const now = world.table.items();
  const items = world.backups.at(-1 - back) ?? now;
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

export function purge(world: World): void {
  const before = tombstonesNeededSince({}, world.now) ?? -Infinity;
  const purged = world.consumers.reduce((sum, { store }) => sum + store.purge(before), 0);
  if (purged > 0) world.tell(`${purged} tombstones are purged`);
}

export function mend(world: World): void {
  for (const { store } of world.consumers) store.mended = true;
  world.tell('the mappings are mended');
}

/** Somebody changes the mappings, and not for the better. */
export function breakMappings(world: World): void {
  for (const { store } of world.consumers) store.mended = false;
  world.tell('the mappings refuse poison');
}
