import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { createEventBridgePublisher } from '../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../shared/adapters/eventbridge/put-events.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { packChanges } from '../../shared/domain/pack.ts';
import type { Hash } from '../../shared/domain/protect.ts';
import type { DeployedSession } from '../cloud/session.ts';

/** An item as it was read for a letter. */
export interface RepairItem {
  readonly id: string;
  readonly table: string;
  readonly item: Item;
  /** Epoch milliseconds, before the read. */
  readonly readAt: number;
}

const PATIENCE_MS = 30_000;

/**
 * Publishes rows as they are now, under their field policy, as snapshots that repair: stores take them by the time of the read,
 * and consumers with side effects take none.
 *
 * @returns ids of those that the bus has taken
 */
export async function repairRows(
  { clients, definition, deployment }: Pick<DeployedSession, 'clients' | 'definition' | 'deployment'>,
  items: readonly RepairItem[],
  hash: Hash | undefined,
): Promise<readonly string[]> {
  const publisher = createEventBridgePublisher({
    putEvents: createPutEvents(clients.eventBridge, deployment.bus.name),
  });
  const end = Date.now() + PATIENCE_MS;
  const taken: string[] = [];
  for (const table of definition.tables) {
    const ids = new Map<Change, string>();
    for (const one of items.filter((item) => item.table === table.name)) {
      const change = snapshotOf(table, one, hash);
      if (change) ids.set(change, one.id);
    }
    const entities = new Map(table.entities.map((entity) => [entity.name, entity]));
    const packs = packChanges(`headwater.${table.name}`, entities, [...ids.keys()]);
    if (packs.length === 0) continue;
    const results = await publisher.publish(
      packs.map(({ event }) => event),
      () => end - Date.now(),
    );
    const published = packs.filter((_, index) => results[index]?.published);
    taken.push(...published.flatMap(({ changes }) => changes.flatMap((change) => ids.get(change) ?? [])));
  }
  return taken;
}

/** @returns undefined when the item does not fit: whoever asked has judged it before */
function snapshotOf(
  table: TableDefinition,
  { id, item, readAt }: RepairItem,
  hash: Hash | undefined,
): Change | undefined {
  const source = rowReader(table, hash)(item, readAt);
  if (source.status !== 'row') return undefined;
  const { entity, key, row: after } = source;
  const at = new Date(readAt).toISOString();
  return { id: `repair-${id}-${readAt}`, entity, operation: 'snapshot', key, at, after, cause: 'repair' };
}
