import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { OutcomeStatus } from '../domain/delivery/outcome.ts';
import { fromEnvironment } from './environment.ts';

/** CloudWatch namespace of all of Headwater's metrics. */
export const METRICS_NAMESPACE = 'Headwater';

/**
 * Metric names. `Received`, counted on arrival, equals the sum of the outcomes, per stage and entity; `Published` is the
 * normalizer's `Applied`. `Settled` is no outcome: a consumer counts it for each published change whose message leaves the
 * queue, so that it equals `Published` (see answersPublished).
 */
export type MetricName =
  'Received' | 'Published' | 'Applied' | 'Stale' | 'Suppressed' | 'Ignored' | 'Rejected' | 'Retry' | 'Settled';

export const METRIC_OF: Readonly<Record<OutcomeStatus, MetricName>> = {
  applied: 'Applied',
  stale: 'Stale',
  suppressed: 'Suppressed',
  rejected: 'Rejected',
  retry: 'Retry',
};

/** Counts what came of changes, per entity. */
export interface OutcomeCounter {
  count(entity: string, metric: MetricName): void;
  /** Writes what was counted since the last flush. */
  flush(): void;
}

/** Metrics of this deployment: all of an account share the namespace, and one stage's drift is not another's alarm. */
export function deploymentMetrics(service: string, dimensions: Readonly<Record<string, string>>): Metrics {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service });
  metrics.addDimensions({ deployment: fromEnvironment('deployment'), ...dimensions });
  return metrics;
}

/** CloudWatch metrics in embedded metric format: one log line per stage and entity a batch. */
export function createOutcomeCounter(stage: string): OutcomeCounter {
  const perEntity = new Map<string, Map<MetricName, number>>();
  return {
    count(entity, metric) {
      const counts = perEntity.get(entity) ?? new Map<MetricName, number>();
      perEntity.set(entity, counts);
      counts.set(metric, (counts.get(metric) ?? 0) + 1);
    },
    flush() {
      for (const [entity, counts] of perEntity) {
        const metrics = deploymentMetrics(stage, { entity });
        for (const [name, number] of counts) metrics.addMetric(name, MetricUnit.Count, number);
        metrics.publishStoredMetrics();
      }
      perEntity.clear();
    },
  };
}
