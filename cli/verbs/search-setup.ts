import { leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface SearchSetupOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
}

/** What a deploy does only once. */
export function addSearchSetup({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'search-setup',
      'Make search indices, aliases and scripts that are missing, open closed ones, set a second live one aside. Dry without --yes.',
      ['search-setup', 'search-setup --yes'],
    ),
  )
    .option('--yes', 'do it')
    .action((options: SearchSetupOptions) =>
      run(
        leaves('The function goes on in the cloud, if it was called. The same command says what is missing.'),
        async (signal) => (await import('../commands/search-setup.ts')).searchSetup(options, signal),
      ),
    );
}
