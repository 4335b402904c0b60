import { type RowRef } from '../story/film-rows.ts';
import { waitUntil } from '../story/wait.ts';
import type { BadDay } from './day.ts';

/** Whether a row's document is as its item, as `headwater get` finds it. */
export async function isInStep({ session }: BadDay, { entity, key }: RowRef): Promise<boolean> {
  const { json } = await session.cloud.headwater(['get', entity, key]);
  return (json as { readonly inStep?: boolean | null }).inStep === true;
}

/** What `headwater get` ends with. */
export async function verdictAt({ session }: BadDay, { entity, key }: RowRef): Promise<string> {
  const { text } = await session.cloud.headwater(['get', entity, key]);
  return text.split('\n').at(-1) ?? '';
}

/** Waits until the documents are as their items. @returns how long it took */
export function untilInStep(day: BadDay, what: string, refs: readonly RowRef[]): Promise<string> {
  return waitUntil(day, what, async () => {
    const looks = await Promise.all(refs.map((ref) => isInStep(day, ref)));
    return looks.every((inStep) => inStep);
  });
}
