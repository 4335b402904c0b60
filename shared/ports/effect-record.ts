import type { Outcome } from '../domain/delivery/outcome.ts';

/** Remembers which side effects were begun, and how they ended. */
export interface EffectRecord {
  /**
   * Runs the effect, unless it was begun before under this key. How it ends is kept, with one exception: `retry` says that
   * nothing was done, and the next call runs it again. The effect must not throw.
   *
   * @returns the effect's outcome; of one that ended before: `stale`, or its rejection again; of one that was begun and
   * has not ended: `retry` HW_EFFECT_RUNNING while it may still run, then `rejected` HW_EFFECT_UNCERTAIN; `retry`
   * HW_EFFECTS_UNAVAILABLE when the record cannot be kept. Never throws.
   */
  once(key: string, effect: () => Promise<Outcome>): Promise<Outcome>;
}
