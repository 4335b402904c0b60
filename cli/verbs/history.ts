import { KEY_HELP } from '../key-help.ts';
import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import { withForms } from './answer-forms.ts';
import type { QueryOptions } from './query.ts';

export interface HistoryOptions extends Omit<QueryOptions, 'named' | 'param' | 'list' | 'plot'> {
  readonly at?: string;
}

export function addHistory(tools: VerbTools): void {
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
    .action((entity: string, key: readonly string[], options: HistoryOptions) =>
      tools.run(ASKS, async (signal) => (await import('../commands/history.ts')).history(entity, key, options, signal)),
    );
}
