import type { Command } from 'commander';
import { ASKS, tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';
import type { SelectionOptions } from '../../operations/letters/selection.ts';

export interface LettersOptions extends CommonOptions, SelectionOptions {
  /** Letters of each queue to look at. */
  readonly limit: number;
}

export interface ExportOptions extends LettersOptions {
  readonly file: string;
}

export interface RedriveOptions extends LettersOptions {
  /** Changes a second. */
  readonly rate: number;
  readonly yes?: boolean | undefined;
}

export interface DiscardOptions extends LettersOptions {
  readonly file?: string | undefined;
  readonly all?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

const MOST_LETTERS = 100_000;

export function addDlq(tools: VerbTools): void {
  const dlq = tools.verb('dlq', 'Dead letters of all queues: what was rejected, why, and how it gets back in.', [
    'dlq list',
    'dlq redrive --consumer search --code HW_SEARCH_REJECTED',
  ]);
  addLooks(dlq, tools);
  addMoves(dlq, tools);
}

function addLooks(dlq: Command, tools: VerbTools): void {
  const { verb, run } = tools;
  const list = ['dlq list', 'dlq list --consumer search --newer -1h', 'dlq list --json | jq .groups'];
  withSelection(
    verb('list', 'All dead letters, grouped by reason. They stay where they are.', list, dlq),
    tools,
  ).action((options: LettersOptions) =>
    run(ASKS, async (signal) => (await import('../commands/dlq.ts')).dlqList(options, signal)),
  );
  const show = ['dlq show 0f9c1a52-…', 'dlq show alien-1979'];
  withSelection(verb('show', 'One dead letter, without the values it holds.', show, dlq), tools)
    .argument('<id>', 'its id, or the key of a row that it is about')
    .action((id: string, options: LettersOptions) =>
      run(ASKS, async (signal) => (await import('../commands/dlq.ts')).dlqShow(id, options, signal)),
    );
  const write = ['dlq export --file letters.ndjson', 'dlq export --code HW_ROW_INVALID --file invalid.ndjson'];
  withSelection(
    verb('export', 'Write dead letters with all they hold to a file. They stay as well.', write, dlq),
    tools,
  )
    .requiredOption('--file <path>', 'a new file, NDJSON, readable by you only')
    .action((options: ExportOptions) =>
      run(
        tidiesUp('The letters lie where they lay, and no file was written. The same command writes it.'),
        async (signal) => (await import('../commands/dlq.ts')).dlqExport(options, signal),
      ),
    );
}

function addMoves(dlq: Command, tools: VerbTools): void {
  const { verb, wholeNumber, run } = tools;
  const redrive = [
    'dlq redrive --queue rejected',
    'dlq redrive --consumer search --code HW_SEARCH_REJECTED --yes',
    'dlq redrive --entity film --key alien-1979 --yes',
  ];
  const redriveText = 'Send dead letters on: to the normalizer, or to their one consumer. Dry without --yes.';
  withSelection(verb('redrive', redriveText, redrive, dlq), tools)
    .option('--rate <n>', 'changes a second, 1 to 10000', wholeNumber(1, 10_000), 100)
    .option('--yes', 'do it')
    .action((options: RedriveOptions) =>
      run(
        tidiesUp('A letter is in its place or at its target. The same command goes on with those that are left.'),
        async (signal) => (await import('../commands/dlq-redrive.ts')).dlqRedrive(options, signal),
      ),
    );
  const discard = ['dlq discard --code HW_EVENT_MALFORMED', 'dlq discard --older -7d --file old.ndjson --yes'];
  withSelection(
    verb('discard', 'Delete dead letters, and keep a copy in a file. Dry without --yes.', discard, dlq),
    tools,
  )
    .option('--file <path>', 'where the copy goes; by default a new file here')
    .option('--all', 'every dead letter, when nothing else selects')
    .option('--yes', 'do it')
    .action((options: DiscardOptions) =>
      run(
        tidiesUp('A letter is in its place or in the file. The same command goes on, with another file.'),
        async (signal) => (await import('../commands/dlq-redrive.ts')).dlqDiscard(options, signal),
      ),
    );
}

function withSelection(command: Command, { withCommon, wholeNumber }: VerbTools): Command {
  return withCommon(command)
    .option('--queue <kind>', 'rejected, dlq, rule-dlq or stream-failures')
    .option('--consumer <name>', 'of headwater.config.ts')
    .option('--table <name>', 'of headwater.config.ts')
    .option('--code <code>', 'such as HW_ROW_INVALID')
    .option('--entity <name>', 'film, stock, ...')
    .option('--key <key>', 'of a row, as the list shows it; of a key with one part also that part')
    .option('--id <id>', 'of one letter')
    .option('--older <time>', 'sent before: ISO 8601, or relative such as -2h')
    .option('--newer <time>', 'sent since: the same')
    .option('--limit <n>', 'letters of each queue to look at', wholeNumber(1, MOST_LETTERS), 10_000);
}
