const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 180;

/**
 * Seconds to wait before a message is delivered again: doubled with each receive, up to 3 minutes, with full jitter over the
 * upper half, so that a store that comes back is not met by everyone at once. 100 receives span about 4 hours.
 *
 * @param receives how often the message was received, from 1
 * @param random from 0 to 1
 */
export function retryDelay(receives: number, random: number): number {
  const longest = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(receives - 1, 10));
  return Math.round(longest * (0.5 + random / 2));
}

/**
 * A message is hidden for 12 hours at most, counted from its receive (SQS API reference: ChangeMessageVisibility): less the
 * 300 s that its batch may have been gathered in, the function's time, and some.
 */
export const LONGEST_HIDDEN_SECONDS = 12 * 3_600 - 600;

/**
 * Whole seconds for which a message that must be tried again is hidden.
 *
 * @param message `afterSeconds`: before that trying again is no use
 */
export function hiddenFor(
  { receives, afterSeconds = 0 }: { readonly receives: number; readonly afterSeconds?: number },
  random: number,
): number {
  return Math.min(LONGEST_HIDDEN_SECONDS, Math.max(retryDelay(receives, random), Math.ceil(afterSeconds)));
}
