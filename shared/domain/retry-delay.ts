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
