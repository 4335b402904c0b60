import { entityUnknown, historyRow } from '../../dialects/parquet/history-row.ts';
import { analyticsColumns } from '../../domain/history/analytics-columns.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { APPLIED, type Outcome } from '../../domain/delivery/outcome.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

export interface MemoryHistoryStore extends HistoryStore {
  /** Every change of the entity that was stored, in the order it first came. */
  historyOf(entity: string): readonly Change[];
}

/** Keeps history in memory: for simulations and tests. */
export function createMemoryHistoryStore(entities: readonly Entity[]): MemoryHistoryStore {
  const columns = new Map(entities.map((entity) => [entity.name, analyticsColumns(entity)]));
  const stored = new Map(entities.map((entity) => [entity.name, new Map<string, Change>()]));

  const keep = (change: Change): Outcome => {
    const its = columns.get(change.entity);
    if (its === undefined) return { status: 'rejected', reason: entityUnknown(change) };
    const row = historyRow(its, change);
    if (!row.fits) return { status: 'rejected', reason: row.reason };
    stored.get(change.entity)?.set(change.id, change);
    return APPLIED;
  };

  return {
    append: (changes) => Promise.resolve(changes.map(keep)),
    historyOf: (entity) => [...(stored.get(entity)?.values() ?? [])],
  };
}
