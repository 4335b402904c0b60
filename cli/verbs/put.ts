/** `headwater put`: writes rows of an entity into the table. */
import type { CommonOptions } from '../cloud/session.ts';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface PutOptions extends CommonOptions {
  readonly file?: string | undefined;
  readonly new?: boolean | undefined;
  readonly skipRejected?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export function addPut({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'put',
      'Write rows of an entity, as JSON, into the table. What would be rejected is said first, and nothing is written then. On AWS it is dry without --yes.',
      ['put film --file films.jsonl --dry-run', 'put film --file films.jsonl', 'put film --file films.jsonl --new'],
    ),
  )
    .argument('<entity>', 'film, stock, ...')
    .option('--file <file>', 'a JSON object, a list of them, or one in each line; without it, stdin')
    .option('--new', 'reject a row whose item is there already, instead of replacing it')
    .option('--skip-rejected', 'write the others when some are rejected')
    .option('--dry-run', 'say what it would do, and write nothing')
    .option('--yes', 'write on AWS')
    .action((entity: string, options: PutOptions) =>
      run(tidiesUp('What was written is written. The same command writes the rest.'), async (signal) =>
        (await import('../commands/put.ts')).put(entity, options, signal),
      ),
    );
}
