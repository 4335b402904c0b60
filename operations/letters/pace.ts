import { setTimeout as delay } from 'node:timers/promises';

/** Lets at most so many changes a second go out, without bursts after a pause. */
export interface Pace {
  /** Waits until `changes` more may go. */
  wait(changes: number, signal?: AbortSignal): Promise<void>;
}

export function createPace(perSecond: number, now: () => number = () => performance.now(), sleep = pause): Pace {
  let free = now();
  return {
    async wait(changes, signal) {
      const time = now();
      const start = Math.max(free, time);
      free = start + (changes / perSecond) * 1000;
      if (start > time) await sleep(start - time, signal);
    },
  };
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { ...(signal && { signal }) });
}
