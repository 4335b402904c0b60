import type { DeployedSession } from '../cloud/session.ts';
import type { Collected } from './collect.ts';
import { sourceName, type FullLetter, type LetterSource } from './letter.ts';
import type { RedrivePlan } from './redrive-plan.ts';
import { walkLetters } from './walk.ts';

/**
 * Walks again through the places where chosen letters lie. Only those leave: what came in the meantime, such as a letter
 * that was sent on and rejected again, is not touched, so that a redrive ends.
 */
export async function walkChosen(
  session: DeployedSession,
  { walked }: Pick<Collected, 'walked'>,
  plan: RedrivePlan,
  signal: AbortSignal,
  finish: (letters: readonly FullLetter[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  for (const { source } of walked.filter((one) => plan.left(one.source) > 0)) {
    await walkLetters(session, source, { most: Infinity, signal }, async (batch) => {
      const chosen = batch.filter(({ id }) => plan.isChosen(id));
      const remove = chosen.length > 0 ? await finish(chosen) : new Set<string>();
      plan.finish(chosen);
      tellProgress(session, source, plan);
      return { remove, enough: plan.left(source) === 0 };
    });
  }
}

function tellProgress({ terminal }: DeployedSession, source: LetterSource, { finished, chosen }: RedrivePlan): void {
  const state = finished >= chosen ? 'done' : 'running';
  terminal.log({ step: 'dead letters', state, text: `${finished} of ${chosen}, ${sourceName(source)}` });
}
