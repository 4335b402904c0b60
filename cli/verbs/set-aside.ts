/** `headwater set-aside`: takes out of the analytics copy what nobody can read. */
import type { CommonOptions } from '../cloud/session.ts';
import { leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface SetAsideOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
  /** Key of an object that was set aside: where it lay. */
  readonly bringBack?: string | undefined;
}

export function addSetAside({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'set-aside',
      'Moves what nobody can read out of the analytics copy, to set-aside/. Without --yes it only says what. Exits 1 when there is something.',
      ['set-aside', 'set-aside film --yes', 'set-aside --bring-back history/entity=film/notes.txt --yes'],
    ),
  )
    .argument('[entity]', 'film, stock, ...; without it, all')
    .option('--yes', 'do it')
    .option('--bring-back <key>', 'put an object that was set aside back to its place')
    .action((entity: string | undefined, options: SetAsideOptions) =>
      run(leaves('Each object lies whole in one of its two places. The same command goes on.'), async (signal) =>
        (await import('../commands/set-aside.ts')).setAside(entity, options, signal),
      ),
    );
}
