import { Option } from 'commander';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';
import type { ScopeOptions } from '../../operations/backfill/plan.ts';

export interface BackfillOptions extends CommonOptions, ScopeOptions {
  readonly maxRcu?: number | undefined;
  readonly segments?: number | undefined;
  /** false with --no-sweep. */
  readonly sweep: boolean;
  readonly restart?: boolean | undefined;
  readonly list?: boolean | undefined;
  readonly via: 'scan' | 'export';
  readonly yes?: boolean | undefined;
}

const MOST_RCU = 1_000_000;
/** DynamoDB takes at most a million (API reference, Scan). */
const MOST_SEGMENTS = 100_000;

export function addBackfill({ verb, withCommon, wholeNumber, run }: VerbTools): void {
  withCommon(
    verb(
      'backfill',
      'Send rows from the table itself, beside live traffic. Dry without --yes; the same command again goes on.',
      [
        'backfill',
        'backfill --yes',
        'backfill --entity film --consumer search --max-rcu 200 --yes',
        'backfill --via export --yes',
        'backfill --list',
      ],
    ),
  )
    .option('--table <name>', 'of headwater.config.ts, when there are several')
    .option('--entity <name>', 'film, stock, ...; can be repeated; by default all of the table', several)
    .option(
      '--consumer <name>',
      'straight to its queue, past the bus; can be repeated; by default all consumers',
      several,
    )
    .option(
      '--max-rcu <n>',
      'read capacity units a second; by default 1000, or half of what the table has',
      wholeNumber(1, MOST_RCU),
    )
    .option('--segments <n>', 'parts that are read side by side, of a new backfill', wholeNumber(1, MOST_SEGMENTS))
    .option('--no-sweep', 'leave alone what stores hold and the table does not')
    .addOption(
      new Option('--via <how>', 'read it by scans, or from an export to S3')
        .choices(['scan', 'export'])
        .default('scan'),
    )
    .option('--restart', 'from the beginning, also when an earlier run was not finished')
    .option('--list', 'the backfills there were, and how far they came')
    .option('--yes', 'do it')
    .action((options: BackfillOptions) =>
      run(tidiesUp('The same command goes on where it stopped.'), async (signal) =>
        (await import('../commands/backfill.ts')).backfill(options, signal),
      ),
    );
}

function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
