import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the condition holds (true) or the deadline has passed (false). An error of the condition ends the wait. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  { deadlineMs, intervalMs = 100 }: { deadlineMs: number; intervalMs?: number },
): Promise<boolean> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() >= end) return false;
    await delay(intervalMs);
  }
  return true;
}
