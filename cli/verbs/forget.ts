import { KEY_HELP } from '../key-help.ts';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface ForgetOptions extends CommonOptions {
  readonly value: readonly string[];
  readonly deleteItem?: boolean | undefined;
  readonly again?: boolean | undefined;
  /** The key is one that a verb printed, and no parts. */
  readonly printed?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export function addForget(tools: VerbTools): void {
  const description =
    "Erase a deleted row's values from index, analytics copy, large rows and dead letters, and prove it. Dry without --yes.";
  const examples = [
    'forget film alien-1979',
    'forget film alien-1979 --value "Ridley Scott" --yes',
    'forget film alien-1979 --delete-item --yes',
    'forget --again --yes',
  ];
  tools
    .withCommon(tools.verb('forget', description, examples))
    .argument('[entity]', 'film, stock, ...')
    .argument('[key...]', KEY_HELP)
    .option(
      '--value <text>',
      'also search all stores for it; more than one may be given',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option('--printed', 'the key is as a verb printed it: where the same text means two rows')
    .option('--delete-item', 'delete the item from the table first')
    .option('--again', 'every row that was forgotten before: after a replay of events from before')
    .option('--yes', 'do it')
    .action((entity: string | undefined, key: readonly string[], options: ForgetOptions) =>
      tools.run(tidiesUp('What is erased is erased. The same command goes on.'), async (signal) =>
        (await import('../commands/forget.ts')).forget(entity, key, options, signal),
      ),
    );
}
