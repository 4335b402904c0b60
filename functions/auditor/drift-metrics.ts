import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { deploymentMetrics } from '../../shared/runtime/metrics.ts';
import type { AuditResult } from './audit.ts';

/** One line of metrics per consumer and entity. `Drifted` is what alarms look at (infra/constructs/auditor.ts). */
export function publishDrift({ consumer, entity, sample, deletions, differences, undecided }: AuditResult): void {
  const metrics = deploymentMetrics('auditor', { consumer, entity });
  const audited = (sample?.rows.sampled ?? 0) + (sample?.documents.sampled ?? 0) + deletions;
  metrics.addMetric('Audited', MetricUnit.Count, audited);
  metrics.addMetric('Drifted', MetricUnit.Count, differences);
  metrics.addMetric('Undecided', MetricUnit.Count, undecided);
  metrics.publishStoredMetrics();
}
