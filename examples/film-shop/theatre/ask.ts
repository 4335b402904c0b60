import type { AskOptions, VerbAnswer } from 'headwater';
import { PlayFailure } from './failure.ts';
import type { Session } from './session.ts';

/** An answer of the shape that the verb's `--json` has in this version of Headwater. */
export interface Answer<T> extends VerbAnswer {
  readonly json: T;
}

/** Asks one of Headwater's verbs. @throws PlayFailure when it does not answer */
export async function ask<T>(
  { cloud }: Pick<Session, 'cloud'>,
  words: readonly string[],
  options?: AskOptions,
): Promise<Answer<T>> {
  const answer = await cloud.headwater(words, options);
  const { error } = (answer.json ?? {}) as { readonly error?: { readonly message: string; readonly next: string } };
  if (error) throw new PlayFailure(error.message, error.next, { exitCode: answer.exitCode });
  return answer as Answer<T>;
}
