import { outcomeOfRepetition, outcomeOfUnended } from '../../domain/delivery/effect-outcome.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import type { EffectRecord } from '../../ports/effect-record.ts';

export interface EffectRecordOptions {
  /** Milliseconds that an effect can run: its function's timeout. */
  readonly longestRunMs: number;
}

/** Remembers effects in memory: for tests and simulations, held to the contract of the real one. */
export function createMemoryEffectRecord({ longestRunMs }: EffectRecordOptions): EffectRecord {
  const records = new Map<string, { readonly begun: number; ended?: Outcome }>();
  return {
    async once(key, effect) {
      const known = records.get(key);
      if (known?.ended) return outcomeOfRepetition(known.ended);
      if (known) return outcomeOfUnended(key, performance.now() < known.begun + longestRunMs);
      const record: { readonly begun: number; ended?: Outcome } = { begun: performance.now() };
      records.set(key, record);
      const outcome = await effect();
      if (outcome.status === 'retry') records.delete(key);
      else record.ended = outcome;
      return outcome;
    },
  };
}
