/** `headwater set-aside`: takes out of the analytics copy what nobody can read. */
import type { CommonOptions } from '../cloud/session.ts';
import type { ExitCode } from '../errors.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface SetAsideOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
  /** Key of an object that was set aside: where it lay. */
  readonly bringBack?: string | undefined;
}

export interface SetAsideVerb {
  setAside(entity: string | undefined, options: SetAsideOptions): Promise<ExitCode>;
}

export function addSetAside(
  { verb, withCommon }: VerbTools,
  verbs: SetAsideVerb,
  onExit: (code: ExitCode) => void,
): void {
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
    .action(async (entity: string | undefined, options: SetAsideOptions) =>
      onExit(await verbs.setAside(entity, options)),
    );
}
