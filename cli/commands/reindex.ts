import { readStanding, reindexEntity } from '../../operations/reindex/reindex.ts';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import type { ReindexAction } from '../../shared/domain/jobs/reindex.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeEnd, describeStanding, reportEnd } from '../output/reindex.ts';
import type { ReindexOptions } from '../verbs/reindex.ts';

/** Says where a reindex stands and what would come next; with --yes it does that. */
export async function reindex(entity: string, options: ReindexOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  const action = actionOf(options);
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const { terminal, definition } = session;
  if (!options.yes) {
    const standing = await readStanding(session, entity);
    terminal.result(standing, describeStanding(standing, action));
    return EXIT.ok;
  }
  const { fromTable = false, backfilled = false, acceptRejected = false } = options;
  const ended = await reindexEntity(session, entity, { action, fromTable, backfilled, acceptRejected, signal });
  if ('removed' in ended) {
    terminal.result(ended, `${ended.removed} is removed; the reindex is over.`);
    return EXIT.ok;
  }
  const { state, end } = ended;
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
