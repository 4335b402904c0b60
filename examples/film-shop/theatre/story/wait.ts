import { setTimeout as delay } from 'node:timers/promises';
import { PlayFailure } from '../failure.ts';
import type { PlayedDay } from './played-day.ts';

const DEADLINE_MS = 60_000;
const BETWEEN_LOOKS_MS = 250;

/**
 * Looks until there is something.
 *
 * @returns it, with the seconds it took
 * @throws PlayFailure that names the condition when it has not come true within a minute
 */
export async function waitFor<T>(
  { signal, story }: Pick<PlayedDay, 'signal' | 'story'>,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<{ readonly found: T; readonly seconds: string }> {
  const start = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`;
    if (found !== undefined) {
      story.came(what, seconds);
      return { found, seconds };
    }
    if (Date.now() - start > DEADLINE_MS) {
      throw new PlayFailure(
        `Waited ${DEADLINE_MS / 1000} s in vain until ${what}.`,
        '`npx headwater status` shows the queues; `npx headwater dlq list` and the logs of the functions say why.',
        { exitCode: 1 },
      );
    }
    story.waiting(what);
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

/** Waits until a condition holds. */
export async function waitUntil(
  day: Pick<PlayedDay, 'signal' | 'story'>,
  what: string,
  holds: () => Promise<boolean>,
): Promise<string> {
  return (await waitFor(day, what, async () => ((await holds()) ? true : undefined))).seconds;
}
