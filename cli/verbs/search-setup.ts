import type { SearchSetupOptions } from '../commands/search-setup.ts';
import type { ExitCode } from '../errors.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface SearchSetupVerb {
  searchSetup(options: SearchSetupOptions): Promise<ExitCode>;
}

/** What a deploy does only once. */
export function addSearchSetup(
  { verb, withCommon }: VerbTools,
  verbs: SearchSetupVerb,
  onExit: (code: ExitCode) => void,
): void {
  withCommon(
    verb(
      'search-setup',
      'Make search indices, aliases and scripts that are missing, open closed ones, set a second live one aside. Dry without --yes.',
      ['search-setup', 'search-setup --yes'],
    ),
  )
    .option('--yes', 'do it')
    .action(async (options: SearchSetupOptions) => onExit(await verbs.searchSetup(options)));
}
