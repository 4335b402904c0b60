import type { Command } from 'commander';
import type { ExportOptions, LettersOptions } from './commands/dlq.ts';
import type { DiscardOptions, RedriveOptions } from './commands/dlq-redrive.ts';
import type { LedgerOptions } from './commands/ledger.ts';
import type { ExitCode } from './errors.ts';
import type { VerbTools } from './verb-tools.ts';

/** The verbs about what was lost or may have been: dead letters and the ledger. */
export interface LetterVerbs {
  dlqList(options: LettersOptions): Promise<ExitCode>;
  dlqShow(id: string, options: LettersOptions): Promise<ExitCode>;
  dlqExport(options: ExportOptions): Promise<ExitCode>;
  dlqRedrive(options: RedriveOptions): Promise<ExitCode>;
  dlqDiscard(options: DiscardOptions): Promise<ExitCode>;
  ledger(options: LedgerOptions): Promise<ExitCode>;
}

type OnExit = (code: ExitCode) => void;

const MOST_LETTERS = 100_000;

export function addLetterVerbs(tools: VerbTools, verbs: LetterVerbs, onExit: OnExit): void {
  const dlq = tools.verb('dlq', 'Dead letters of all queues: what was rejected, why, and how it gets back in.', [
    'dlq list',
    'dlq redrive --consumer search --code HW_SEARCH_REJECTED',
  ]);
  addLooks(dlq, tools, verbs, onExit);
  addMoves(dlq, tools, verbs, onExit);
  tools
    .withCommon(
      tools.verb('ledger', 'What entered each stage, and what came out as what. Exits 1 if the sums differ.', [
        'ledger --from -1h',
        'ledger --from 2026-11-23T18:00:00Z --to 2026-11-23T19:00:00Z --json',
      ]),
    )
    .requiredOption('--from <time>', 'start: ISO 8601, or relative such as -90s, -30m, -2h, -7d')
    .option('--to <time>', 'end: the same, or now', 'now')
    .action(async (options: LedgerOptions) => onExit(await verbs.ledger(options)));
}

function addLooks(dlq: Command, tools: VerbTools, verbs: LetterVerbs, onExit: OnExit): void {
  const { verb } = tools;
  const list = ['dlq list', 'dlq list --consumer search --newer -1h', 'dlq list --json | jq .groups'];
  withSelection(
    verb('list', 'All dead letters, grouped by reason. They stay where they are.', list, dlq),
    tools,
  ).action(async (options: LettersOptions) => onExit(await verbs.dlqList(options)));
  const show = ['dlq show 0f9c1a52-…', 'dlq show alien-1979'];
  withSelection(verb('show', 'One dead letter, without the values it holds.', show, dlq), tools)
    .argument('<id>', 'its id, or the key of a row that it is about')
    .action(async (id: string, options: LettersOptions) => onExit(await verbs.dlqShow(id, options)));
  const write = ['dlq export --file letters.ndjson', 'dlq export --code HW_ROW_INVALID --file invalid.ndjson'];
  withSelection(
    verb('export', 'Write dead letters with all they hold to a file. They stay as well.', write, dlq),
    tools,
  )
    .requiredOption('--file <path>', 'a new file, NDJSON, readable by you only')
    .action(async (options: ExportOptions) => onExit(await verbs.dlqExport(options)));
}

function addMoves(dlq: Command, tools: VerbTools, verbs: LetterVerbs, onExit: OnExit): void {
  const { verb, wholeNumber } = tools;
  const redrive = [
    'dlq redrive --queue rejected',
    'dlq redrive --consumer search --code HW_SEARCH_REJECTED --yes',
    'dlq redrive --entity film --key alien-1979 --yes',
  ];
  const redriveText = 'Send dead letters on: to the normalizer, or to their one consumer. Dry without --yes.';
  withSelection(verb('redrive', redriveText, redrive, dlq), tools)
    .option('--rate <n>', 'changes a second, 1 to 10000', wholeNumber(1, 10_000), 100)
    .option('--yes', 'do it')
    .action(async (options: RedriveOptions) => onExit(await verbs.dlqRedrive(options)));
  const discard = ['dlq discard --code HW_EVENT_MALFORMED', 'dlq discard --older -7d --file old.ndjson --yes'];
  withSelection(
    verb('discard', 'Delete dead letters, and keep a copy in a file. Dry without --yes.', discard, dlq),
    tools,
  )
    .option('--file <path>', 'where the copy goes; by default a new file here')
    .option('--all', 'every dead letter, when nothing else selects')
    .option('--yes', 'do it')
    .action(async (options: DiscardOptions) => onExit(await verbs.dlqDiscard(options)));
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
