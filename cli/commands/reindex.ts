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
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import type { ReindexAction } from '../../shared/domain/jobs/reindex.ts';
import { entityNamed, openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeEnd, describeStanding, reportEnd, type Standing } from '../output/reindex.ts';
import { reindexProgress } from '../reindex/progress.ts';

export interface ReindexOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
  readonly fromTable?: boolean | undefined;
  readonly backfilled?: boolean | undefined;
  readonly acceptRejected?: boolean | undefined;
  readonly rollback?: boolean | undefined;
  readonly finish?: boolean | undefined;
  readonly undo?: boolean | undefined;
}

/** Says where a reindex stands and what would come next; with --yes it does that. */
export async function reindex(entityName: string, options: ReindexOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  const action = actionOf(options);
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const { client, entities } = openSearch(session);
  const entity = entityNamed(entities, entityName);
  if (!options.yes) {
    const index = await liveIndex(client, entity.name);
    const state = (await readState(client, entity.name))?.state ?? null;
    const due = (await findReindexDue(client, entity))?.why ?? [];
    const documents = await countDocuments(client, index);
    const standing: Standing = { entity: entity.name, index, documents, due, reindex: state };
    session.terminal.result(standing, describeStanding(standing, action));
    return EXIT.ok;
  }
  const lease = await openReindex(client, entity.name, action, { fromTable: options.fromTable ?? false });
  const context: ReindexContext = {
    client,
    entity,
    lease,
    signal,
    progress: reindexProgress(session.terminal.log),
    acceptRejected: options.acceptRejected ?? false,
    backfilled: options.backfilled ?? false,
  };
  if (action === 'finish' || action === 'undo') {
    const removed = await endReindex(context, action === 'finish' ? 'finishing' : 'undoing');
    session.terminal.result({ entity: entity.name, removed }, `${removed} is removed; the reindex is over.`);
    return EXIT.ok;
  }
  try {
    return tell(session, context, await (action === 'rollback' ? rollBack(context) : runReindex(context)));
  } finally {
    await lease.release();
  }
}

function tell({ terminal, definition }: DeployedSession, { lease: { state } }: ReindexContext, end: RunEnd): ExitCode {
  const consumer = keeperOf(definition.consumers, 'search', state.entity);
  terminal.result(reportEnd(state, end), describeEnd(state, end, consumer?.name ?? ''));
  return end.stopped === 'not-equal' ? EXIT.failed : EXIT.ok;
}

function actionOf({ rollback, finish, undo }: ReindexOptions): ReindexAction {
  const chosen = [rollback && 'rollback', finish && 'finish', undo && 'undo'].filter(
    (action): action is ReindexAction => typeof action === 'string',
  );
  if (chosen.length > 1) throw new CommandError(`Not both: --${chosen.join(' and --')}.`, 'Say one of them.');
  return chosen[0] ?? 'run';
}
