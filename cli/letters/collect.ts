import type { DeployedSession } from '../cloud/session.ts';
import { count } from '../output/letters.ts';
import { sourceName, sourcesOf, withoutBody, type FullLetter, type Letter } from './letter.ts';
import { selectionOf, type Selection, type SelectionOptions } from './selection.ts';
import { KEEP, walkLetters, type Walked } from './walk.ts';

export interface Collected {
  readonly letters: readonly Letter[];
  readonly selection: Selection;
  /** The places that were looked at. */
  readonly walked: readonly Walked[];
}

export interface CollectOptions {
  /** Letters of one place to look at. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Sees each selected letter whole, while it is at hand. */
  readonly onLetter?: (letter: FullLetter) => Promise<void> | void;
}

/** Looks at the selected dead letters of a deployment and leaves them where they are. */
export async function collectLetters(
  session: DeployedSession,
  options: SelectionOptions,
  { limit, signal, onLetter }: CollectOptions,
): Promise<Collected> {
  const sources = sourcesOf(session.deployment);
  const selection = selectionOf(options, sources, new Date(), session.definition.tables);
  const letters: Letter[] = [];
  const walks = sources.filter(selection.takesSource).map((source) =>
    walkLetters(session, source, { most: limit, signal }, async (batch) => {
      for (const letter of batch.filter(selection.takes)) {
        await onLetter?.(letter);
        letters.push(withoutBody(letter));
      }
      return KEEP;
    }),
  );
  const walked = await Promise.all(walks);
  sayBounds(session, walked);
  return { letters: letters.sort((one, other) => one.sentAt - other.sentAt), selection, walked };
}

/** Says where the bound was reached: what lies behind it was not looked at. */
function sayBounds({ terminal }: DeployedSession, walked: readonly Walked[]): void {
  for (const { source, seen, more } of walked) {
    if (more) {
      terminal.note(`${sourceName(source)}: only the first ${seen} letters were looked at. --limit looks at more.`);
    }
  }
}

/** Says when letters lie there and none is selected: a misspelt entity or code looks like queues that are empty. */
export function sayNoneSelected(
  { terminal }: DeployedSession,
  { letters, walked }: Omit<Collected, 'selection'>,
): void {
  const seen = walked.reduce((sum, one) => sum + one.seen, 0);
  if (letters.length > 0 || seen === 0) return;
  terminal.note(`None of the ${count(seen, 'letter')} there is selected: check --entity, --code, --key and the times.`);
}
