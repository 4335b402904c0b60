import { HeadwaterError } from '../../domain/errors.ts';
import type { SearchClient } from './client.ts';
import { SYNC } from '../../dialects/opensearch/mapping.ts';
import { writeAlias } from '../../dialects/opensearch/names.ts';
import { ask } from './request.ts';

interface DeleteAnswer {
  readonly deleted?: number;
  readonly version_conflicts?: number;
  readonly timed_out?: boolean;
  readonly failures?: readonly object[];
}

/** At the 4,500 documents a second that were measured at least, a request ends long before a client gives up on it. */
const PER_REQUEST = 10_000;

/**
 * Removes old tombstones from every index that is written to. OpenSearch removes each only if it is still as it was found:
 * a row that came back meanwhile is a version conflict, and stays.
 */
export async function purgeTombstones(client: SearchClient, entity: string, before: number): Promise<number> {
  const older = ['at', 't'].map((time) => ({ range: { [`${SYNC}.${time}`]: { lt: before } } }));
  const old = { bool: { should: older, minimum_should_match: 1 } };
  const body = { query: { bool: { filter: [{ term: { [`${SYNC}.del`]: true } }, old] } } };
  let purged = 0;
  for (;;) {
    const {
      deleted = 0,
      version_conflicts: conflicts = 0,
      ...answer
    } = await ask<DeleteAnswer>(client, {
      method: 'POST',
      path: `/${writeAlias(entity)}/_delete_by_query`,
      query: {
        conflicts: 'proceed',
        max_docs: PER_REQUEST,
        // The next request must not find again what this one removed.
        refresh: true,
        filter_path: 'deleted,version_conflicts,timed_out,failures',
      },
      body,
    });
    purged += deleted;
    if (answer.timed_out === true || (answer.failures ?? []).length > 0) {
      throw new HeadwaterError('HW_SEARCH_UNAVAILABLE', `tombstones of ${entity}: only ${purged} could be removed`);
    }
    // Conflicts alone would come up again and again: they are for the next run.
    if (deleted === 0 || deleted + conflicts < PER_REQUEST) return purged;
  }
}
