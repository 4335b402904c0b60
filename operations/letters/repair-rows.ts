import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import { snapshotOf } from '../../shared/domain/change/read-change.ts';
import { publishChanges } from '../../shared/runtime/publish-changes.ts';
import { sendToBus } from '../deployment/senders.ts';
import type { Deployed } from '../deployed.ts';

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
  deployed: Deployed,
  items: readonly RepairItem[],
  hash: Hash | undefined,
): Promise<readonly string[]> {
  const end = Date.now() + PATIENCE_MS;
  const taken: string[] = [];
  for (const table of deployed.definition.tables) {
    const read = rowReader(table, hash);
    const ids = new Map<Change, string>();
    for (const { id, item, readAt } of items.filter((one) => one.table === table.name)) {
      const row = read(item, readAt);
      // What does not fit has been judged before.
      if (row.status === 'row') ids.set(snapshotOf(row, { cause: 'repair' }), id);
    }
    if (ids.size === 0) continue;
    const ports = sendToBus(deployed, table.name);
    const { refused, unpublished } = await publishChanges([...ids.keys()], ports, () => end - Date.now());
    const left = new Set([...refused.map(({ change }) => change), ...unpublished].map(({ id }) => id));
    for (const [change, id] of ids) if (!left.has(change.id)) taken.push(id);
  }
  return taken;
}
