import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface SearchOptions extends CommonOptions {
  readonly size: number;
}

export function addSearch({ verb, withCommon, wholeNumber, run }: VerbTools): void {
  withCommon(
    verb('search', 'Search the rows of an entity.', [
      'search film "star wars"',
      `search film '"star wars" -clone'`,
      'search film "director:kubrick" --size 3',
      'search film "alien* releaseDate:<1990 OR imdbRating:>=8.5"',
      "search film 'genre:comedy price:..5'",
      "search stock '*' --json",
      "search film --size 3 -- '-clone'",
    ]),
  )
    .argument('<entity>', 'film, stock, ...')
    .argument(
      '<query>',
      'words, all of which must occur; "a phrase", field:value, sta*, -word, a OR b, price:<5, year:1990..1999; * for everything; -- before one that begins with a dash',
    )
    .option('--size <n>', 'hits to show, 1 to 1000', wholeNumber(1, 1000), 10)
    .action((entity: string, query: string, options: SearchOptions) =>
      run(ASKS, async (signal) => (await import('../commands/search.ts')).search(entity, query, options, signal)),
    );
}
