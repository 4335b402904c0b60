/** What must hold once everything is delivered. */
import type { Row } from '../../shared/domain/row/json.ts';
import { abridged, ENTITY_NAMES, titleOf } from './world/shop.ts';
import type { SimulatedConsumer, World } from './world/world.ts';

export async function check(world: World): Promise<void> {
  checkPublished(world);
  checkRejected(world);
  checkHistory(world);
  for (const consumer of world.consumers) {
    for (const view of await consumer.store.views()) compare(world, consumer, view);
  }
}

/** Every write became what it had to: so many changes on the bus, each at least once, and no others. */
function checkPublished(world: World): void {
  const owed = new Set([...world.truth.expected.values()].flatMap(({ published }) => published));
  for (const id of owed) if (!world.published.has(id)) world.fault(`change ${id} was never published`);
  for (const id of world.published) {
    if (!owed.has(id) && !id.includes('@')) world.fault(`change ${id} was published, though nothing visible changed`);
  }
}

function checkRejected(world: World): void {
  const letters = world.rejected.messages();
  const rejected = new Set<string | undefined>();
  for (const { body, attributes } of letters) {
    rejected.add((JSON.parse(body) as { readonly eventID?: string }).eventID);
    if (!attributes['code'] || !attributes['message'])
      world.fault('a rejected record lies in its queue without a reason');
  }
  for (const [id, expected] of world.truth.expected) {
    if (expected.rejected && !rejected.has(id))
      world.fault(`record ${id} does not fit and is not in the rejected queue`);
    if (!expected.rejected && rejected.has(id)) world.fault(`record ${id} fits and was rejected`);
  }
}

/** History holds every published change, once. */
function checkHistory(world: World): void {
  const kept = new Set<string>();
  // A change that comes before and after a deploy may be there in both forms.
  for (const store of Object.values(world.history.stored)) {
    const names = ENTITY_NAMES.flatMap((entity) => store.historyOf(entity).map(({ id }) => `${entity} ${id}`));
    if (new Set(names).size !== names.length) world.fault('history holds a change twice');
    for (const name of names) kept.add(name.slice(name.indexOf(' ') + 1));
  }
  for (const id of world.published) if (!kept.has(id)) world.fault(`history lacks change ${id}`);
  for (const id of kept)
    if (!world.published.has(id) && !world.truth.sent.has(id))
      world.fault(`history holds change ${id}, which nobody published`);
}

function compare(world: World, { name, filtered }: SimulatedConsumer, view: ReadonlyMap<string, Row>): void {
  const truth = world.truth.rows(filtered);
  for (const key of new Set([...truth.keys(), ...view.keys()])) {
    const [wanted, seen] = [shown(truth.get(key)), shown(view.get(key))];
    if (wanted !== seen && !world.truth.isOpen(key, filtered))
      world.fault(`${name} shows ${seen} for ${key}; the table holds ${wanted}`);
  }
}

/** A row that nobody wrote since a deploy has its fields' former names (docs/schemas.md). */
function shown(row: Row | undefined): string {
  if (!row) return 'nothing';
  const { title: _, name: __, ...rest } = row;
  return JSON.stringify({ title: abridged(titleOf(row)), ...rest });
}
