import type { DrillOptions } from './commands/drill.ts';
import type { SearchSetupOptions } from './commands/search-setup.ts';
import type { ExitCode } from './errors.ts';
import type { VerbTools } from './letter-command-line.ts';

/** The game day, and what it needs that a deploy does only once. */
export interface DrillVerbs {
  drill(options: DrillOptions): Promise<ExitCode>;
  searchSetup(options: SearchSetupOptions): Promise<ExitCode>;
}

export function addDrillVerbs(
  { verb, withCommon }: VerbTools,
  verbs: DrillVerbs,
  onExit: (code: ExitCode) => void,
): void {
  withCommon(
    verb(
      'drill',
      'A game day on the local cloud: a purged queue, a deleted index, a changed mapping, a restored table; each found and mended by the commands of the runbook. Exits 1 unless all ends in step. About four minutes.',
      ['drill', 'drill --json > drill.json'],
    ),
  )
    .option('--seed <text>', 'what prices and stock are drawn from when the shop is loaded', 'film-shop')
    .action(async (options: DrillOptions) => onExit(await verbs.drill(options)));
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
