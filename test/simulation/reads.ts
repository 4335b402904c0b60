/**
 * Reads that go to one consumer's queue: the delete sweep of a backfill, and repairs. What ships decides who wins; how the
 * reads are made is said by docs/convergence.md (Absences, Repairs).
 */
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { isRead, type Change, type SeenMarks } from '../../shared/domain/change.ts';
import { matches } from '../../shared/domain/filter.ts';
import type { Row } from '../../shared/domain/json.ts';
import { packChanges } from '../../shared/domain/pack.ts';
import type { Position } from '../../shared/domain/position.ts';
import { readFor, type ReadMoment } from '../../shared/domain/read-change.ts';
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
  const newest = newestPosition(world, key);
  const found = read(world, key, skew);
  if (found === 'unfit') return false;
  const { position, at, snapshotAt } = stored?.marks ?? {};
  const isReal = canBeReal(world, position, newest);
  const isFuture = Math.max(at ?? 0, snapshotAt ?? 0) > found.readAt + FUTURE;
  const visible = stored?.marks.deleted === false ? stored.row : undefined;
  const inView = found.row && (!consumer.filtered || isInView(world, key.entity, found.row)) ? found.row : undefined;
  if (isReal && !isFuture && shown(visible) === shown(inView)) return false;
  const contains = (isReal ? position : undefined) ?? newest;
  // Then an older change may come again that the store has forgotten: only another look tells (docs/convergence.md).
  if (!isReal) world.owesLook = true;
  const replaces = stored && seenMarks(stored.marks);
  const moment = { cause: 'repair', ...(contains && { contains }), ...(replaces && { replaces }) } as const;
  send(world, consumer, readChange(world, consumer, key, found, moment));
  return true;
}

/** More than clocks differ. */
const FUTURE = 60_000;

function canBeReal(world: World, position: Position | undefined, newest: Position | undefined): boolean {
  if (position === undefined) return true;
  const generation = position.slice(0, position.lastIndexOf('/'));
  return generation <= labelOf(world.generation) && (newest === undefined || position <= newest);
}

function newestPosition({ history }: World, { entity, key }: Key): Position | undefined {
  const changes = [...history.stored[1].historyOf(entity), ...history.stored[2].historyOf(entity)];
  return changes
    .flatMap((change) => (change.key === key && !isRead(change) ? [change.position] : []))
    .sort()
    .at(-1);
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
