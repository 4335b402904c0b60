import { randomUUID } from 'node:crypto';
import { HeadwaterError } from '../../../domain/errors.ts';
import { actionsIn, type ReindexAction } from '../../../domain/jobs/reindex.ts';
import type { SearchClient } from '../client.ts';
import { liveIndex, nextIndex } from './reindex-indices.ts';
import { ReindexLease } from './reindex-lease.ts';
import { makeStateIndex, readState, type ReindexState } from './reindex-record.ts';

/**
 * Takes up the reindex of an entity, or begins one when there is none and it is to run.
 *
 * @throws HeadwaterError HW_REINDEX_UNDERWAY when somebody is at it, or the action does not fit where it stands
 */
export async function openReindex(
  client: SearchClient,
  entity: string,
  action: ReindexAction,
  { fromTable = false } = {},
): Promise<ReindexLease> {
  const found = await readState(client, entity);
  if (found) {
    const { phase } = found.state;
    if (actionsIn(phase).includes(action)) return ReindexLease.take(client, found);
    const message = `the reindex of ${entity} stands at "${phase}": it allows ${actionsIn(phase).join(' or ')}, not ${action}`;
    throw new HeadwaterError('HW_REINDEX_UNDERWAY', message);
  }
  if (action !== 'run') {
    throw new HeadwaterError('HW_REINDEX_UNDERWAY', `no reindex of ${entity} is under way: nothing to ${action}`);
  }
  await makeStateIndex(client);
  return ReindexLease.begin(client, await newState(client, entity, fromTable));
}

async function newState(client: SearchClient, entity: string, fromTable: boolean): Promise<ReindexState> {
  const [from, to] = [await liveIndex(client, entity), await nextIndex(client, entity)];
  const begun = new Date().toISOString();
  const state = { id: randomUUID(), entity, from, to, begun, fromTable, copied: 0, driver: null };
  return { ...state, phase: 'starting', phaseSince: begun };
}
