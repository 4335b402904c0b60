import type { Ending } from './verb-tools.ts';

/** Of a verb that only asks. */
export const ASKS: Ending = leaves('Nothing was changed. The same command asks again.');

/** Of a verb that is waited for until it has put its things right. @param left what it leaves behind, and how to go on */
export function tidiesUp(left: string): Ending {
  return { left, tidiesUp: true };
}

/** Of a verb that is left where it is. @param left what it leaves behind, and how to go on */
export function leaves(left: string): Ending {
  return { left, tidiesUp: false };
}
