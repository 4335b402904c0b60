import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import { withForms } from './answer-forms.ts';
import type { CommonOptions } from '../cloud/session.ts';
import type { Engine } from '../../operations/analytics/open-questions.ts';

export interface QueryOptions extends CommonOptions {
  readonly named?: string;
  readonly param: readonly string[];
  readonly list?: boolean;
  readonly csv?: boolean;
  readonly plot?: boolean;
  readonly engine?: Engine;
  readonly yes?: boolean;
}

export function addQuery(tools: VerbTools): void {
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
    .action((sql: string | undefined, options: QueryOptions) =>
      tools.run(ASKS, async (signal) => (await import('../commands/query.ts')).query(sql, options, signal)),
    );
}
