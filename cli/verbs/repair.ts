import { InvalidArgumentError } from 'commander';
import { KEY_HELP } from '../key-help.ts';
import { keyRange, type KeyRange } from '../../operations/verify/key-range.ts';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import { MOST_EXAMPLES, withSelection } from './copy-selection.ts';
import type { CommonOptions } from '../cloud/session.ts';
import type { CopySelection } from '../../operations/verify/open-copies.ts';

export interface RepairOptions extends CommonOptions, CopySelection {
  /** The differences that verify wrote; without it they are found anew. */
  readonly from?: string | undefined;
  /** As typed: the printed key, or its parts. */
  readonly key?: readonly string[] | undefined;
  readonly keys?: KeyRange | undefined;
  readonly rate: number;
  /** Seconds. */
  readonly grace: number;
  readonly history: boolean;
  readonly examples: number;
  readonly yes?: boolean | undefined;
}

const MOST_A_SECOND = 100_000;

export function addRepair(tools: VerbTools): void {
  const { verb, wholeNumber, run } = tools;
  const repairExamples = ['repair', 'repair --from drift.ndjson --yes', 'repair --entity film --key alien-1979 --yes'];
  const repairText = 'Mend what is not in step, by sending the rows of the table again. Dry without --yes.';
  withSelection(verb('repair', repairText, repairExamples), tools)
    .option('--from <file>', 'the differences that verify --out wrote; without it they are found anew')
    .option('--key <key...>', `one row: ${KEY_HELP}`)
    .option('--keys <range>', 'rows with keys from one to another: a..b, a.. or ..b', range)
    .option('--rate <n>', 'rows a second', wholeNumber(1, MOST_A_SECOND), 1_000)
    .option('--examples <n>', 'differences to print', wholeNumber(0, MOST_EXAMPLES), 10)
    .option('--yes', 'do it')
    .action((options: RepairOptions) =>
      run(tidiesUp('What was sent is sent. The same command finds what is left.'), async (signal) =>
        (await import('../commands/repair.ts')).repair(options, signal),
      ),
    );
}

function range(text: string): KeyRange {
  const read = keyRange(text);
  if (read) return read;
  throw new InvalidArgumentError('It must be two keys with two dots between them; one of them can be left out.');
}
