import { packChanges } from '../../shared/domain/pack.ts';
import type { Change } from '../../shared/domain/change.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { TableItem } from '../../shared/adapters/memory/source-table.ts';
import { drain, flow } from './drain.ts';
import type { Step } from './steps.ts';
import type { Fate } from './world/invocation.ts';
import { ENTITIES, shop } from './world/shop.ts';
import { resume, runBackfill, runConsumer, runNormalizer } from './world/stages.ts';
import { LONGEST_IN_FLIGHT, MINUTE, SECOND, SKEW, STREAM_KEEPS, TOMBSTONE_KEEPS } from './world/times.ts';
import { changeIds, noteLetters } from './world/watch.ts';
import { canBeRedriven, labelOf, type SimulatedConsumer, type World } from './world/world.ts';

type StepOf<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/** Does one step; what cannot be done now does nothing. */
export async function act(world: World, step: Step): Promise<void> {
  if (world.empty) world.emptyAt = world.now;
  switch (step.do) {
    case 'put':
    case 'touch':
    case 'delete':
    case 'expire':
      return write(world, step);
    case 'normalize':
      return normalizeNext(world, step.lane, step.most, step.fates);
    case 'deliver':
      return deliver(world, step);
    case 'consume':
      return consume(world, step);
    case 'resume': {
      const running = [...world.running][step.which % Math.max(1, world.running.size)];
      return running && resume(world, running, step.fates);
    }
    case 'scan':
      return scan(world, step.keys, seconds(step.skew));
    case 'backfill':
      if (world.pages.length === 0) scan(world, world.keys, 0);
      return runBackfill(world, step.most, step.fates);
    case 'replay':
      return replay(world, step);
    case 'wait':
      return wait(world, step.milliseconds);
    case 'redrive':
      return redrive(world, chosen(world.consumers, step.consumer), step.most);
    case 'restore':
      return restore(world, step);
    case 'strange message':
      chosen(world.consumers, step.consumer).buffer.send('{"detail-type":"film.created","detail":{}}');
      return world.tell(`someone sends a strange message to ${chosen(world.consumers, step.consumer).name}`);
    case 'flow':
      return flow(world);
    case 'purge':
      return purge(world);
    case 'mend':
      return mend(world);
    case 'drain':
      return drain(world);
  }
}

export function chosen<T>(choices: readonly T[], which: number): T {
  return choices[which % choices.length] as T;
}

/** A clock that is off by -29 to 29 seconds. */
function seconds(skew: number): number {
  return skew * SECOND - SKEW;
}

function write(world: World, step: StepOf<'put' | 'touch' | 'delete' | 'expire'>): void {
  const { key } = step;
  const before = world.table.get(key);
  world.now += 100;
  world.tableSkew = seconds(step.skew);
  switch (step.do) {
    case 'put': {
      const { kind, title, price } = step;
      const item: TableItem = {
        id: { S: key },
        kind: { S: kind },
        price: { N: String(price) },
        ...(title !== undefined && { title: { S: title } }),
      };
      world.tell(`put ${kind} ${key}: ${title ?? 'no title'}, price ${price}${off(world.tableSkew)}`);
      return world.wrote(key, world.table.put(item));
    }
    case 'touch':
      if (!before) return;
      world.tell(`touch ${key}: an attribute that no entity declares${off(world.tableSkew)}`);
      return world.wrote(key, world.table.put({ ...before, note: { S: String(world.now) } }));
    case 'delete':
    case 'expire':
      if (!before) return;
      world.tell(`${step.do} ${key}${off(world.tableSkew)}`);
      return world.wrote(key, world.table.delete(key, step.do === 'expire' ? 'expiry' : 'request'));
  }
}

function off(skew: number): string {
  return skew === 0 ? '' : ` (clock off by ${skew / SECOND} s)`;
}

async function normalizeNext(world: World, which: number, most: number, fates: readonly Fate[]): Promise<void> {
  const ready = world.lanes.filter(({ busy, records, read }) => !busy && read < records.length);
  if (ready.length > 0) await runNormalizer(world, chosen(ready, which), most, fates);
}

/** What waits upstream is delivered when there is nothing to consume: few steps are then in vain. */
async function consume(world: World, { consumer, which, most, fates }: StepOf<'consume'>): Promise<void> {
  const chosenOne = chosen(world.consumers, consumer);
  let next = which;
  const choose = (count: number): number => (next = (next * 5 + 3) % 64) % count;
  let messages = chosenOne.buffer.receive(most, choose);
  if (messages.length === 0) {
    await deliver(world, { do: 'deliver', which, most: 6, how: 'once' });
    messages = chosenOne.buffer.receive(most, choose);
  }
  await runConsumer(world, chosenOne, messages, fates);
}

async function deliver(world: World, { which, most, how }: StepOf<'deliver'>): Promise<void> {
  if (world.bus.pending.length === 0) await normalizeNext(world, which, most, []);
  for (let count = 0; count < most && world.bus.pending.length > 0; count += 1) {
    const at = (which + count * 7) % world.bus.pending.length;
    const { rule, body } = chosen(world.bus.pending, at);
    const consumer = world.consumers.find(({ name }) => name === rule);
    const what = changeIds(body).join(' ');
    if (how !== 'twice') world.bus.pending.splice(at, 1);
    if (how === 'never') {
      consumer?.ruleDeadLetters.push(body);
      world.tell(`the bus gives up on ${what} for ${rule}: rule DLQ`);
    } else {
      const id = consumer?.buffer.send(body);
      world.tell(`the bus delivers ${what} to ${rule} as ${id ?? ''}${how === 'twice' ? ', and will again' : ''}`);
    }
  }
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

function replay(world: World, { consumer, from, until }: StepOf<'replay'>): void {
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
  const longest = Math.min(earliest + STREAM_KEEPS, world.empty ? Infinity : world.emptyAt + LONGEST_IN_FLIGHT);
  const before = world.now;
  world.now = Math.max(world.now, Math.min(world.now + milliseconds, longest - MINUTE));
  if (world.empty) world.emptyAt = world.now;
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
function restore(world: World, { back, digits }: StepOf<'restore'>): void {
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

function purge(world: World): void {
  const [search] = world.consumers;
  const purged = search?.store.purge(world.now - TOMBSTONE_KEEPS) ?? 0;
  if (purged > 0) world.tell(`${purged} tombstones are purged`);
}

export function mend(world: World): void {
  for (const { store } of world.consumers) store.mended = true;
  world.tell('the mappings are mended');
}
