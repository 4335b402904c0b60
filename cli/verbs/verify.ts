import { InvalidArgumentError } from 'commander';
import { KEY_HELP } from '../key-help.ts';
import type { Extent } from '../../operations/verify/run-verification.ts';
import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import { MOST_EXAMPLES, withSelection } from './copy-selection.ts';
import type { CommonOptions } from '../cloud/session.ts';
import type { CopySelection } from '../../operations/verify/open-copies.ts';

export interface VerifyOptions extends CommonOptions, CopySelection {
  /** Seconds. */
  readonly grace: number;
  readonly sample?: Extent | undefined;
  /** As typed: the printed key, or its parts. */
  readonly key?: readonly string[] | undefined;
  /** Where all differences go. */
  readonly out?: string | undefined;
  readonly examples: number;
  readonly history: boolean;
}

export function addVerify(tools: VerbTools): void {
  const { verb, wholeNumber, run } = tools;
  const verifyExamples = [
    'verify',
    'verify --consumer search --entity film --out drift.ndjson',
    'verify --sample 5000',
    'verify --key alien-1979 --entity film',
    'verify --entity stock --key alien-1979 osaka',
  ];
  withSelection(
    verb('verify', 'Compare every row of the table with what consumers keep. Exits 1 on drift.', verifyExamples),
    tools,
  )
    .option('--sample <n>', 'so many random rows of each side, or a share such as 5%', extent)
    .option('--key <key...>', `one row: both sides, their marks, and the changes in between: ${KEY_HELP}`)
    .option('--out <file>', 'all differences into a new file, NDJSON, readable by you only')
    .option('--examples <n>', 'differences to print', wholeNumber(0, MOST_EXAMPLES), 10)
    .action((options: VerifyOptions) =>
      run(ASKS, async (signal) => (await import('../commands/verify.ts')).verify(options, signal)),
    );
}

function extent(text: string): Extent {
  const [, amount, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const number = Number(amount);
  if (amount !== undefined && percent === '%' && number > 0 && number <= 100)
    return { part: 'percent', amount: number };
  if (amount !== undefined && percent === '' && Number.isInteger(number) && number > 0)
    return { part: 'count', amount: number };
  throw new InvalidArgumentError('It must be a whole number of rows, or a share such as 5%.');
}
