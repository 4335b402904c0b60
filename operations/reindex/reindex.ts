import { findReindexDue } from '../../shared/adapters/opensearch/indices.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import { countDocuments, liveIndex } from '../../shared/adapters/opensearch/reindex/reindex-indices.ts';
import { readState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import {
  endReindex,
  rollBack,
  runReindex,
  type ReindexContext,
  type RunEnd,
} from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import type { ReindexState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import type { ReindexAction } from '../../shared/domain/jobs/reindex.ts';
import type { Deployed } from '../deployed.ts';
import { entityNamed, openSearch } from '../deployment/search.ts';

/** Where the reindex of an entity stands. */
export interface Standing {
  readonly entity: string;
  /** The physical index that readers see. */
  readonly index: string;
  readonly documents: number;
  /** Why a reindex is due; empty when it is not. */
  readonly due: readonly string[];
  readonly reindex: ReindexState | null;
}

export async function readStanding(deployed: Deployed, entityName: string): Promise<Standing> {
  const { client, entities } = openSearch(deployed);
  const entity = entityNamed(entities, entityName);
  const index = await liveIndex(client, entity.name);
  const reindex = (await readState(client, entity.name))?.state ?? null;
  const due = (await findReindexDue(client, entity))?.why ?? [];
  return { entity: entity.name, index, documents: await countDocuments(client, index), due, reindex };
}

export interface ReindexOptions {
  readonly action: ReindexAction;
  /** The new index is filled by a backfill, and not from the old one. */
  readonly fromTable: boolean;
  readonly backfilled: boolean;
  readonly acceptRejected: boolean;
  readonly signal: AbortSignal;
}

/** `removed`: the index that went, where the action ends the reindex. */
export type ReindexEnd =
  { readonly entity: string; readonly removed: string } | { readonly state: ReindexState; readonly end: RunEnd };

/** Does the next of a reindex, or what the action says. @throws HeadwaterError HW_REINDEX_UNDERWAY while somebody else is at it */
export async function reindexEntity(
  deployed: Deployed,
  entityName: string,
  { action, fromTable, ...options }: ReindexOptions,
): Promise<ReindexEnd> {
  const { client, entities } = openSearch(deployed);
  const entity = entityNamed(entities, entityName);
  const lease = await openReindex(client, entity.name, action, { fromTable });
  const context: ReindexContext = {
    ...options,
    client,
    entity,
    lease,
    progress: (reindex) => deployed.onProgress({ of: 'reindex', step: reindex.step, reindex }),
  };
  if (action === 'finish' || action === 'undo') {
    const removed = await endReindex(context, action === 'finish' ? 'finishing' : 'undoing');
    return { entity: entity.name, removed };
  }
  try {
    const end = await (action === 'rollback' ? rollBack(context) : runReindex(context));
    return { state: context.lease.state, end };
  } finally {
    await lease.release();
  }
}
