import { ask } from '../ask.ts';
import type { Session } from '../session.ts';
import { bad, good } from '../styles.ts';

/** What `headwater verify --json` found, but for the time it took. */
export interface Comparison {
  readonly inStep: boolean;
}

/** Every row of the tables against every document of the index. Nothing may be on its way. */
export async function compareIndex(
  session: Session,
): Promise<{ readonly comparison: Comparison; readonly text: string }> {
  const words = ['verify', '--consumer', 'search', '--no-history', '--grace', '1', '--examples', '20'];
  const { json, text } = await ask<Comparison & { readonly seconds: number }>(session, words);
  const { seconds: _, ...comparison } = json;
  const style = comparison.inStep ? good : bad;
  return { comparison, text: text.replace(/^.*/, (verdict) => style(verdict)) };
}
