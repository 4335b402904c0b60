import { InvalidArgumentError, type Command } from 'commander';
import type { RepairOptions } from './commands/repair.ts';
import type { VerifyOptions } from './commands/verify.ts';
import type { ExitCode } from './errors.ts';
import type { VerbTools } from './verb-tools.ts';
import { KEY_HELP } from './key-help.ts';
import { keyRange, type KeyRange } from '../operations/verify/key-range.ts';
import type { Extent } from '../operations/verify/run-verification.ts';

/** The verbs that compare what consumers keep with the table, and mend it. */
export interface VerifyVerbs {
  verify(options: VerifyOptions): Promise<ExitCode>;
  repair(options: RepairOptions): Promise<ExitCode>;
}

const MOST_EXAMPLES = 1_000;
const MOST_GRACE_SECONDS = 3_600;
const MOST_A_SECOND = 100_000;

export function addVerifyVerbs(tools: VerbTools, verbs: VerifyVerbs, onExit: (code: ExitCode) => void): void {
  const { verb, wholeNumber } = tools;
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
    .action(async (options: VerifyOptions) => onExit(await verbs.verify(options)));
  const repairExamples = ['repair', 'repair --from drift.ndjson --yes', 'repair --entity film --key alien-1979 --yes'];
  const repairText = 'Mend what is not in step, by sending the rows of the table again. Dry without --yes.';
  withSelection(verb('repair', repairText, repairExamples), tools)
    .option('--from <file>', 'the differences that verify --out wrote; without it they are found anew')
    .option('--key <key...>', `one row: ${KEY_HELP}`)
    .option('--keys <range>', 'rows with keys from one to another: a..b, a.. or ..b', range)
    .option('--rate <n>', 'rows a second', wholeNumber(1, MOST_A_SECOND), 1_000)
    .option('--examples <n>', 'differences to print', wholeNumber(0, MOST_EXAMPLES), 10)
    .option('--yes', 'do it')
    .action(async (options: RepairOptions) => onExit(await verbs.repair(options)));
}

function withSelection(command: Command, { withCommon, wholeNumber }: VerbTools): Command {
  return withCommon(command)
    .option('--consumer <name>', 'of headwater.config.ts; by default all that keep something to compare')
    .option('--entity <name>', 'film, stock, ...')
    .option('--grace <seconds>', 'until a difference is looked at again', wholeNumber(0, MOST_GRACE_SECONDS), 15)
    .option('--no-history', 'do without the history of the analytics copy: faster, tells less');
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

function range(text: string): KeyRange {
  const read = keyRange(text);
  if (read) return read;
  throw new InvalidArgumentError('It must be two keys with two dots between them; one of them can be left out.');
}
