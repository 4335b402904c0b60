import type { Deployed } from '../deployed.ts';
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
  deployed: Deployed,
  options: SelectionOptions,
  { limit, signal, onLetter }: CollectOptions,
): Promise<Collected> {
  const sources = sourcesOf(deployed.deployment);
  const selection = selectionOf(options, sources, new Date(), deployed.definition.tables);
  const letters: Letter[] = [];
  const walks = sources.filter(selection.takesSource).map((source) =>
    walkLetters(deployed, source, { most: limit, signal }, async (batch) => {
      for (const letter of batch.filter(selection.takes)) {
        await onLetter?.(letter);
        letters.push(withoutBody(letter));
      }
      return KEEP;
    }),
  );
  const walked = await Promise.all(walks);
  tellBounds(deployed, walked);
  return { letters: letters.sort((one, other) => one.sentAt - other.sentAt), selection, walked };
}

/** Tells where the bound was reached: what lies behind it was not looked at. */
function tellBounds({ onProgress }: Deployed, walked: readonly Walked[]): void {
  for (const { source, seen, more } of walked) {
    if (more) onProgress({ of: 'letters', step: 'bound', source: sourceName(source), seen });
  }
}
