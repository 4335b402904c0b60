/** `headwater discover`: writes a definition for a table that exists. */
import type { CommonOptions } from '../cloud/session.ts';
import type { Ending, VerbTools } from '../verb-tools.ts';

export interface DiscoverVerbOptions extends CommonOptions {
  readonly table?: string | undefined;
  readonly file?: string | undefined;
  readonly partitionKey?: string | undefined;
  readonly sortKey?: string | undefined;
  readonly sample: number;
  readonly maxRcu: number;
  readonly out: string;
  readonly enumerations?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

const ENDING: Ending = { left: 'Nothing was changed in the cloud, and no file was written.', tidiesUp: false };

export function addDiscover({ verb, withCommon, wholeNumber, run }: VerbTools): void {
  withCommon(
    verb(
      'discover',
      'Write a definition for a table that exists, from a sample of its items. Changes nothing in the cloud. Exits 1 when an item of the sample would be rejected.',
      [
        'discover --table orders --aws --yes',
        'discover --table orders --sample 5000 --max-rcu 2000 --out orders.config.ts',
        'discover --file export.json.gz --out -',
      ],
    ),
  )
    .option('--table <name>', "the table's name or ARN")
    .option('--file <path>', 'items in a file instead: DynamoDB JSON, one a line, as an export to S3 has them')
    .option('--partition-key <attribute>', 'of the items in --file')
    .option('--sort-key <attribute>', 'of the items in --file')
    .option('--sample <n>', 'how many items to read', wholeNumber(1, 100_000), 2_000)
    .option('--max-rcu <n>', 'read units after which no more is read', wholeNumber(1, 1_000_000), 1_000)
    .option(
      '--out <path>',
      'the file to write (.ts, .mts, .js, .mjs), which must not exist; - is stdout',
      'headwater.config.ts',
    )
    .option('--enumerations', 'write closed sets as enumeration(): their values then stand in the file')
    .option('--yes', 'read; on AWS it says first what it would read and cost')
    .action((options: DiscoverVerbOptions) =>
      run(ENDING, async (signal) => (await import('../commands/discover.ts')).discover(options, signal)),
    );
}
