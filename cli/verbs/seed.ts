/** `headwater seed`: writes the rows of a file, of any entities, into their tables. */
import type { CommonOptions } from '../cloud/session.ts';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface SeedOptions extends CommonOptions {
  readonly file: string;
  readonly fromLine: number;
  readonly skipRejected?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export function addSeed({ verb, withCommon, wholeNumber, run }: VerbTools): void {
  withCommon(
    verb(
      'seed',
      'Write many rows, of any entities, from a file of JSON lines. The whole file is judged first. On AWS it is dry without --yes.',
      ['seed --file shop.jsonl --dry-run', 'seed --file shop.jsonl', 'seed --file shop.jsonl --from-line 1201'],
    ),
  )
    .requiredOption('--file <file>', 'in each line {"entity": "film", "row": {...}}')
    .option('--from-line <n>', 'write from this line on, as an interrupted seed says', wholeNumber(1, 1e9), 1)
    .option('--skip-rejected', 'write the others when some are rejected')
    .option('--dry-run', 'say what it would do, and write nothing')
    .option('--yes', 'write on AWS')
    .action((options: SeedOptions) =>
      run(tidiesUp('What was written is written. The same command writes it again, and the rest.'), async (signal) =>
        (await import('../commands/seed.ts')).seedFile(options, signal),
      ),
    );
}
