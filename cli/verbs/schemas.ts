import { Argument } from 'commander';
import { leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export type SchemaAction = 'print' | 'diff' | 'release';

export interface SchemasOptions {
  readonly json?: boolean | undefined;
  /** Print the schemas of the events instead of those of the rows. */
  readonly events?: boolean | undefined;
}

export function addSchemas({ verb, run }: VerbTools): void {
  verb('schemas', 'The schemas of rows and events: print them, hold them against what was released, release them.', [
    'schemas print film | npx json2ts',
    'schemas print film --events',
    'schemas diff',
    'schemas release',
  ])
    .addArgument(
      new Argument('[action]', 'print; diff: exits 1 unless all is released; release: writes schemas/<entity>@<n>.json')
        .choices(['print', 'diff', 'release'] satisfies SchemaAction[])
        .default('print'),
    )
    .argument('[entities...]', 'film, stock, ...; all of them when none is named')
    .option('--events', 'print the schemas of the events, as EventBridge has them')
    .option('--json', 'print JSON')
    .action((action: SchemaAction, entities: readonly string[], options: SchemasOptions) =>
      run(leaves('The same command goes on.'), async () =>
        (await import('../commands/schemas.ts')).schemas(action, entities, options),
      ),
    );
}
