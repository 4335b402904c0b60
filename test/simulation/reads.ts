/**
 * Reads that go to one consumer's queue: the delete sweep of a backfill, and repairs. What ships decides who wins; how the
 * reads are made is said by docs/convergence.md (Absences, Repairs).
 */
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { isRead, rowAfter, type Change, type SeenMarks } from '../../shared/domain/change/change.ts';
import { driftOf, type NewestChange } from '../../shared/domain/drift/drift.ts';
import { falseChanges } from '../../shared/domain/change/false-position.ts';
import { matches } from '../../shared/domain/filter/filter.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { readFor, type ReadMoment } from '../../shared/domain/change/read-change.ts';
import { voidedName } from '../../shared/domain/change/voided.ts';
import { containedPosition } from '../../shared/runtime/verify/copy.ts';
import { abridged, entitiesOf, RELEASES, titleOf } from './world/shop.ts';
import { labelOf, type SimulatedConsumer, type World } from './world/world.ts';

const READERS = { 1: rowReader(RELEASES[1].table), 2: rowReader(RELEASES[2].table) };

interface Key {
  readonly entity: string;
  readonly key: string;
}

/** What a consistent read of a key finds; `unfit` is what no store is told of. */
type Found = { readonly readAt: number; readonly row: Row | undefined } | 'unfit';

function read(world: World, { entity, key }: Key, skew: number): Found {
  const readAt = world.now + skew;
  const item = world.table.get(key);
  const found = item && READERS[world.version](item, readAt);
  if (found?.status === 'rejected' && found.entity === entity) return 'unfit';
  if (found?.status !== 'row' || found.entity !== entity) return { readAt, row: undefined };
  return { readAt, row: found.row };
}

function isInView(world: World, entity: string, row: Row): boolean {
  const filter = RELEASES[world.version].filters[entity];
  return !filter || matches(filter, row);
}

/** Reads once more what a store holds and the last scan did not see. @returns what that was */
export async function sweep(world: World, consumer: SimulatedConsumer, skew: number): Promise<readonly string[]> {
  const swept: string[] = [];
  for (const name of await consumer.store.names()) {
    const [entity = '', key = ''] = name.split('/');
    const scanned = world.scanned.get(name);
    if (scanned && (!consumer.filtered || isInView(world, entity, scanned))) continue;
    const found = read(world, { entity, key }, skew);
    if (found === 'unfit') continue;
    send(world, consumer, readChange(world, consumer, { entity, key }, found, { cause: 'backfill' }));
    swept.push(name);
  }
  return swept;
}

/**
 * Looks at a store's marks, then at the history, then at the table; and sends what mends the difference.
 *
 * @returns whether there was one
 */
export async function repair(world: World, consumer: SimulatedConsumer, key: Key, skew: number): Promise<boolean> {
  const stored = await consumer.store.look(key.entity, key.key);
  const found = read(world, key, skew);
  if (found === 'unfit') return false;
  voidFalse(world, key, found);
  const newest = await newestOf(world, key, found);
  const visible = stored?.marks.deleted === false ? stored.row : undefined;
  const inView = found.row && (!consumer.filtered || isInView(world, key.entity, found.row)) ? found.row : undefined;
  const facts = { ...factsOf(world, found), filtered: consumer.filtered };
  const equal = shown(visible) === shown(inView);
  const drift = driftOf({ expected: inView !== undefined, stored: stored?.marks, equal, newest }, facts);
  if (!drift) return false;
  const contains = containedPosition(stored?.marks, newest, facts);
  // Then an older change may come again that the store has forgotten: only another look tells (docs/convergence.md).
  if (contains === undefined || contains !== stored?.marks.position) world.owesLook = true;
  const replaces = stored && seenMarks(stored.marks);
  const moment = { cause: 'repair', ...(contains && { contains }), ...(replaces && { replaces }) } as const;
  send(world, consumer, readChange(world, consumer, key, found, moment));
  return true;
}

/** The analytics copy is mended by a read like any other, which its older changes lose against. */
export async function repairHistory(world: World, consumer: SimulatedConsumer, key: Key): Promise<boolean> {
  const found = read(world, key, 0);
  if (found === 'unfit') return false;
  voidFalse(world, key, found);
  const [view] = await world.history.views();
  if (shown(view?.get(`${key.entity}/${key.key}`)) === shown(found.row)) return false;
  send(world, consumer, readChange(world, consumer, key, found, { cause: 'repair' }));
  return true;
}

type Readable = Exclude<Found, 'unfit'>;

function factsOf({ generation }: World, { readAt }: Readable) {
  return { now: readAt, marginMs: DEFAULT_MARGIN_MS, generation: labelOf(generation) };
}

/** The stream changes of a key that the history has, each with what it left; voided ones are not among them. */
function streamChanges({ history, voided }: World, { entity, key }: Key) {
  const stored = [...history.stored[1].historyOf(entity), ...history.stored[2].historyOf(entity)];
  return stored.flatMap((change) => {
    if (change.key !== key || isRead(change) || voided.has(voidedName(change))) return [];
    return [{ ...change, at: Date.parse(change.at), row: rowAfter(change) }];
  });
}

function voidFalse(world: World, key: Key, found: Readable): void {
  const changes = streamChanges(world, key).map(({ id, position, at, row }) => {
    return { id, position, at, isHeld: shown(row) === shown(found.row) };
  });
  for (const { change, isSure } of falseChanges(changes, factsOf(world, found))) {
    if (!isSure) continue;
    if (!world.truth.forged.has(change.id)) world.fault(`the real change ${change.id} is voided`);
    world.voided.add(voidedName(change));
    world.tell(`${change.id} is voided`);
  }
}

/** What verify trusts: the newest of a history whose own row is the table's. */
async function newestOf(world: World, key: Key, found: Readable): Promise<NewestChange | undefined> {
  const changes = streamChanges(world, key).toSorted((a, b) => (a.position < b.position ? -1 : 1));
  const newest = changes.at(-1);
  if (!newest) return undefined;
  const at = Math.max(...changes.map((change) => change.at));
  const contradicted = at > newest.at + DEFAULT_MARGIN_MS && { contradicted: true as const };
  const base = { at, operation: newest.operation, ...contradicted };
  const [view] = await world.history.views();
  const isWhole = shown(view?.get(`${key.entity}/${key.key}`)) === shown(found.row);
  return isWhole ? { ...base, position: newest.position, positionAt: newest.at } : base;
}

function seenMarks({ position, at, snapshotAt }: SeenMarks): SeenMarks {
  return {
    ...(position !== undefined && { position }),
    ...(at !== undefined && { at }),
    ...(snapshotAt !== undefined && { snapshotAt }),
  };
}

/** As the sweep and repairs make it. */
function readChange(
  world: World,
  consumer: SimulatedConsumer,
  { entity, key }: Key,
  { readAt, row }: Exclude<Found, 'unfit'>,
  moment: ReadMoment,
): Change {
  const filters = consumer.filtered ? RELEASES[world.version].filters : undefined;
  return readFor(filters, { entity, key, readAt, ...(row && { row }) }, moment);
}

/** Somebody puts an event on the bus that no stream gave: its position is above all that will ever come. */
export function forge(world: World, { entity, key }: Key, minutes: number): void {
  const id = `forged-${world.truth.forged.size}`;
  world.truth.forged.add(id);
  world.truth.damaged.add(`${entity}/${key}`);
  world.owesLook = true;
  const row = { [world.version === 1 ? 'title' : 'name']: 'forged', price: 0 };
  const position = positionOf(labelOf(world.generation), String(10n ** 40n - 100n + BigInt(world.truth.forged.size)));
  const at = new Date(Math.floor((world.now - minutes * 60_000) / 1_000) * 1_000).toISOString();
  const change: Change = {
    operation: 'updated',
    entity,
    id,
    key,
    position,
    at,
    before: { price: 1 },
    changed: ['price'],
    after: row,
  };
  for (const consumer of world.consumers) send(world, consumer, change);
}

function send(world: World, consumer: SimulatedConsumer, change: Change): void {
  const [pack] = packChanges('headwater.shop', entitiesOf(world.version), [change]);
  if (!pack) return;
  world.truth.noteSent(change.id);
  world.sends.push({ consumer, pack, since: world.now });
  const what = change.operation === 'absent' ? 'no row' : 'a row';
  world.tell(`a ${change.cause ?? ''} for ${consumer.name} reads ${what} of ${change.entity}: ${change.id}`);
}

function shown(row: Row | undefined): string {
  return row ? JSON.stringify([abridged(titleOf(row)), row['price']]) : '';
}
