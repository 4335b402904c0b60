import type { MetricName, OutcomeCounter } from '../../shared/runtime/metrics.ts';

export interface RecordedCounts {
  /** Outcomes. */
  readonly counts: Record<string, number>;
  /** What the ledger holds them against: arrivals, and what was settled. */
  readonly ledger: Record<string, number>;
}

/** Keeps what was counted as `<entity> <metric>` -> number. */
export function recordingCounter(): OutcomeCounter & RecordedCounts {
  const counts: Record<string, number> = {};
  const ledger: Record<string, number> = {};
  return {
    counts,
    ledger,
    count(entity: string, metric: MetricName) {
      const kept = metric === 'Received' || metric === 'Settled' ? ledger : counts;
      const name = `${entity} ${metric}`;
      kept[name] = (kept[name] ?? 0) + 1;
    },
    flush: () => undefined,
  };
}
