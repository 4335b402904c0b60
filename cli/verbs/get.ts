import type { CommonOptions } from '../cloud/session.ts';
import { KEY_HELP } from '../key-help.ts';
import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export function addGet({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb('get', "Show a row's document with its sync marks beside the table's item. Exits 1 when they differ.", [
      'get film alien-1979',
      'get stock alien-1979 osaka',
      "get stock 'alien-1979|osaka' --json",
      "get film 'over 50% off'",
    ]),
  )
    .argument('<entity>', 'film, stock, ...')
    .argument('<key...>', KEY_HELP)
    .action((entity: string, key: readonly string[], options: CommonOptions) =>
      run(ASKS, async (signal) => (await import('../commands/get.ts')).get(entity, key, options, signal)),
    );
}
