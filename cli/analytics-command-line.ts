import { Option, type Command } from 'commander';
import type { HistoryOptions } from './commands/history.ts';
import type { QueryOptions } from './commands/query.ts';
import type { ExitCode } from './errors.ts';
import { KEY_HELP } from './key-help.ts';
import type { VerbTools } from './verb-tools.ts';

/** The verbs that ask the analytics copy. */
export interface AnalyticsVerbs {
  query(sql: string | undefined, options: QueryOptions): Promise<ExitCode>;
  history(entity: string, key: readonly string[], options: HistoryOptions): Promise<ExitCode>;
}

export function addAnalyticsVerbs(tools: VerbTools, verbs: AnalyticsVerbs, onExit: (code: ExitCode) => void): void {
  const query = tools.verb(
    'query',
    'Ask the analytics copy: <entity>_history, every change; <entity>_current, each row now.',
    [
      'query "SELECT genre, count(*) AS films FROM film_current GROUP BY genre ORDER BY films DESC" --plot',
      'query --list',
      'query --named film-changes-per-hour --param 2026-11-23 --param 2026-11-24 --csv > changes.csv',
    ],
  );
  withForms(tools.withCommon(query))
    .argument('[sql]', 'one SELECT, in words that Athena and DuckDB share')
    .option('--named <name>', 'a query of headwater.config.ts, or one that every entity has')
    .option('--param <value>', 'for each `?` in turn', (value: string, all: readonly string[]) => [...all, value], [])
    .option('--list', 'the named queries, with their SQL')
    .option('--plot', 'draw the answer: a label and a number')
    .action(async (sql: string | undefined, options: QueryOptions) => onExit(await verbs.query(sql, options)));
  const history = tools.verb('history', "A row's life: when, what, which fields from what to what, and why.", [
    'history film alien-1979',
    'history film alien-1979 --at 2026-11-23T18:00:00Z',
    'history stock --at -1h --csv > stock-an-hour-ago.csv',
  ]);
  withForms(tools.withCommon(history))
    .argument('<entity>', 'film, stock, ...')
    .argument('[key...]', KEY_HELP)
    .option(
      '--at <time>',
      'the row, or without a key all rows, as of then: ISO 8601, or relative such as -90s, -2h, -7d',
    )
    .action(async (entity: string, key: readonly string[], options: HistoryOptions) =>
      onExit(await verbs.history(entity, key, options)),
    );
}

function withForms(command: Command): Command {
  return command
    .option('--csv', 'print CSV')
    .addOption(
      new Option('--engine <name>', 'who answers (default: athena on AWS, else duckdb)').choices(['duckdb', 'athena']),
    )
    .option('--yes', 'ask Athena without a word about what it costs');
}
