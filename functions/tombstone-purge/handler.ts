/** Runs once a day, by a schedule. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import definition from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { deploymentMetrics } from '../../shared/runtime/metrics.ts';
import { purge } from './purge.ts';

const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });

export function handler(): Promise<void> {
  return purge({ definition, store, now: Date.now(), purged: countPurged });
}

function countPurged(entity: string, count: number): void {
  const metrics = deploymentMetrics('tombstone-purge', { entity });
  metrics.addMetric('Purged', MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
