/** Runs once a day, by a schedule. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import definition from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { METRICS_NAMESPACE } from '../../shared/runtime/metrics.ts';
import { purge } from './purge.ts';

const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });

export function handler(): Promise<void> {
  return purge({ definition, store, now: Date.now(), purged: countPurged });
}

function countPurged(entity: string, count: number): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'tombstone-purge' });
  metrics.addDimension('entity', entity);
  metrics.addMetric('Purged', MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
