import type { MetricName, OutcomeCounter } from '../../shared/runtime/metrics.ts';

/** Keeps what was counted as `<entity> <metric>` -> number. */
export function recordingCounter(): OutcomeCounter & { readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  return {
    counts,
    count(entity: string, metric: MetricName) {
      const name = `${entity} ${metric}`;
      counts[name] = (counts[name] ?? 0) + 1;
    },
    flush: () => undefined,
  };
}
