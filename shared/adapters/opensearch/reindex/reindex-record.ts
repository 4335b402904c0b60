import { HeadwaterError } from '../../../domain/errors.ts';
import type { ReindexPhase } from '../../../domain/jobs/reindex.ts';
import type { SearchClient } from '../client.ts';

import { ask, failureOf, isNotReady } from '../request.ts';

/** Who is at it. */
export interface Driver {
  readonly host: string;
  readonly pid: number;
  /** Counts up while it lives. */
  readonly beat: number;
}

/** Where the reindex of an entity stands. */
export interface ReindexState {
  readonly id: string;
  readonly entity: string;
  /** Physical indices: the one that was live at the beginning, and the new one. */
  readonly from: string;
  readonly to: string;
  readonly phase: ReindexPhase;
  /** ISO 8601. */
  readonly begun: string;
  readonly phaseSince: string;
  readonly fromTable: boolean;
  /** Documents copied so far, and after which key to go on. */
  readonly copied: number;
  readonly copiedAfter?: readonly unknown[] | undefined;
  /** Documents of which it was said that the new index need not have them. */
  readonly accepted?: number;
  readonly driver: Driver | null;
}

export interface StoredState {
  readonly state: ReindexState;
  /** What it must still be to be replaced. */
  readonly version: { readonly if_seq_no: number; readonly if_primary_term: number };
}

/**
 * One document for each entity under way. Aliases and index metadata would do for the phase, but neither can be replaced on
 * condition: two at once would both believe that they are alone.
 */
export const REINDEX_INDEX = 'headwater-reindex';

interface DocumentAnswer {
  readonly _seq_no: number;
  readonly _primary_term: number;
  readonly _source?: ReindexState;
}

export async function readState(client: SearchClient, entity: string): Promise<StoredState | undefined> {
  try {
    const answer = await ask<DocumentAnswer>(client, { method: 'GET', path: pathOf(entity) });
    return answer._source && { state: answer._source, version: versionOf(answer) };
  } catch (error) {
    // No such document, or no such index: nothing was ever reindexed.
    if (isNotReady(error)) return undefined;
    throw error;
  }
}

/** @throws HeadwaterError HW_REINDEX_UNDERWAY when there is one, or it is another than it was */
export async function writeState(
  client: SearchClient,
  state: ReindexState,
  version?: StoredState['version'],
): Promise<StoredState> {
  const query = version ?? { op_type: 'create' };
  const request = { method: 'PUT', path: pathOf(state.entity), query, body: state } as const;
  const answer = await onlyUnchanged(state.entity, () => ask<DocumentAnswer>(client, request));
  return { state, version: versionOf(answer) };
}

export async function removeState(client: SearchClient, { state, version }: StoredState): Promise<void> {
  const request = { method: 'DELETE', path: pathOf(state.entity), query: version } as const;
  await onlyUnchanged(state.entity, () => ask(client, request));
}

/** The index of states: OpenSearch would make it by itself, with a mapping guessed from the first of them. */
export async function makeStateIndex(client: SearchClient): Promise<void> {
  const index = { number_of_shards: 1, auto_expand_replicas: '0-2' };
  const body = { settings: { index }, mappings: { dynamic: false } };
  try {
    await ask(client, { method: 'PUT', path: `/${REINDEX_INDEX}`, body });
  } catch (error) {
    if (failureOf(error)?.detail.includes('resource_already_exists_exception') !== true) throw error;
  }
}

function pathOf(entity: string): string {
  return `/${REINDEX_INDEX}/_doc/${entity}`;
}

function versionOf({ _seq_no, _primary_term }: DocumentAnswer): StoredState['version'] {
  return { if_seq_no: _seq_no, if_primary_term: _primary_term };
}

async function onlyUnchanged<T>(entity: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (failureOf(error)?.detail.includes('version_conflict_engine_exception') !== true) throw error;
    throw new HeadwaterError('HW_REINDEX_UNDERWAY', `the reindex of ${entity} was taken up by someone else`, {
      cause: error,
    });
  }
}
