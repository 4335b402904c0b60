/** Tells how old the oldest write is that has not come through yet. */
export interface LagMeter {
  /** So many were written by now (epoch milliseconds). */
  wrote(total: number, now: number): void;
  /** Milliseconds since the first write beyond `through`; 0 when all are through. */
  behind(through: number, now: number): number;
}

export function createLagMeter(): LagMeter {
  let samples: { readonly total: number; readonly at: number }[] = [];
  return {
    wrote(total, now) {
      if (total > (samples.at(-1)?.total ?? 0)) samples.push({ total, at: now });
    },
    behind(through, now) {
      samples = samples.filter(({ total }) => total > through);
      const [oldest] = samples;
      return oldest ? now - oldest.at : 0;
    },
  };
}
