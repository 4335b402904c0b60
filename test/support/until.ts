import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take to come true. A real account needs far more (a new mapping takes up to a minute there). */
export const patienceSeconds = Number(process.env['HEADWATER_CLOUD_PATIENCE_SECONDS'] ?? 20);

const betweenLooksMilliseconds = 50;

/**
 * Looks again and again until there is something, and returns it.
 * @param what names the condition in the error that is thrown when the deadline passes.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  seconds = patienceSeconds,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (true) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await pause(betweenLooksMilliseconds);
  }
}

/** Waits until `holds` answers true. */
export async function untilTrue(what: string, holds: () => Promise<boolean>, seconds = patienceSeconds): Promise<void> {
  await until(what, async () => ((await holds()) ? true : undefined), seconds);
}
