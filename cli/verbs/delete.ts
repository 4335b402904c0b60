/** `headwater delete`: deletes a row from the table. */
import type { CommonOptions } from '../cloud/session.ts';
import { KEY_HELP } from '../key-help.ts';
import { leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface DeleteOptions extends CommonOptions {
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export function addDelete({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'delete',
      "Delete a row's item from the table; every copy follows. On AWS it is dry without --yes. Exits 1 when it is not there.",
      ['delete film alien-1979 --dry-run', 'delete stock alien-1979 osaka'],
    ),
  )
    .argument('<entity>', 'film, stock, ...')
    .argument('<key...>', KEY_HELP)
    .option('--dry-run', 'say what it would do, and delete nothing')
    .option('--yes', 'delete on AWS')
    .action((entity: string, key: readonly string[], options: DeleteOptions) =>
      run(leaves('The same command says whether it is there.'), async (signal) =>
        (await import('../commands/delete.ts')).deleteItem(entity, key, options, signal),
      ),
    );
}
