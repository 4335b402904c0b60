import type { Deployed } from '../deployed.ts';
import type { Collected } from './collect.ts';
import { sourceName, type FullLetter } from './letter.ts';
import type { RedrivePlan } from './redrive-plan.ts';
import { walkLetters } from './walk.ts';

/**
 * Walks again through the places where chosen letters lie. Only those leave: what came in the meantime, such as a letter
 * that was sent on and rejected again, is not touched, so that a redrive ends.
 */
export async function walkChosen(
  deployed: Deployed,
  { walked }: Pick<Collected, 'walked'>,
  plan: RedrivePlan,
  signal: AbortSignal,
  finish: (letters: readonly FullLetter[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  for (const { source } of walked.filter((one) => plan.left(one.source) > 0)) {
    await walkLetters(deployed, source, { most: Infinity, signal }, async (batch) => {
      const chosen = batch.filter(({ id }) => plan.isChosen(id));
      const remove = chosen.length > 0 ? await finish(chosen) : new Set<string>();
      plan.finish(chosen);
      const { finished, chosen: all } = plan;
      deployed.onProgress({ of: 'letters', step: 'finishes', source: sourceName(source), finished, chosen: all });
      return { remove, enough: plan.left(source) === 0 };
    });
  }
}
