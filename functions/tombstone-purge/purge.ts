import { searchedEntities } from '../../shared/domain/definition/lookup.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';

export interface Purge {
  readonly definition: HeadwaterDefinition;
  readonly store: Pick<SearchStore, 'purge'>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Told how many tombstones of an entity were removed, also when none. */
  readonly purged: (entity: string, count: number) => void;
}

/**
 * Removes the tombstones of all search consumers that have outlived every redelivery. An entity that fails does not keep
 * the others from it.
 *
 * @throws AggregateError of what failed, after all were tried
 */
export async function purge({ definition, store, now, purged }: Purge): Promise<void> {
  const before = tombstonesNeededSince(definition, now);
  if (before === undefined) return;
  const errors: unknown[] = [];
  for (const entity of searchedEntities(definition).map(({ name }) => name)) {
    try {
      purged(entity, await store.purge(entity, before));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not all tombstones could be purged');
}
