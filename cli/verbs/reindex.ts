import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface ReindexOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
  readonly fromTable?: boolean | undefined;
  readonly backfilled?: boolean | undefined;
  readonly acceptRejected?: boolean | undefined;
  readonly rollback?: boolean | undefined;
  readonly finish?: boolean | undefined;
  readonly undo?: boolean | undefined;
}

export function addReindex(tools: VerbTools): void {
  const reindex = tools.verb(
    'reindex',
    'Build a new search index beside the live one, then move the alias. Without --yes: where it stands.',
    ['reindex film', 'reindex film --yes', 'reindex film --rollback --yes', 'reindex film --finish --yes'],
  );
  tools
    .withCommon(reindex)
    .argument('<entity>', 'film, stock, ...')
    .option('--yes', 'do it, or go on with it')
    .option('--from-table', 'stop for a backfill before the old index is copied')
    .option('--backfilled', 'that backfill has been run: go on')
    .option('--accept-rejected', 'go on although the other index refuses documents')
    .option('--rollback', 'let readers see the old index again')
    .option('--finish', 'remove the old index')
    .option('--undo', 'give it up and remove the new index')
    .action((entity: string, options: ReindexOptions) =>
      tools.run(
        tidiesUp('The same command goes on where it stopped; without --yes it says where that is.'),
        async (signal) => (await import('../commands/reindex.ts')).reindex(entity, options, signal),
      ),
    );
}
