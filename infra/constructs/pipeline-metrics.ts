/** The CloudWatch metrics that alarms and dashboard look at. */
import { Duration } from 'aws-cdk-lib/core';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ChangeStream } from './change-stream.ts';
import { METRICS_NAMESPACE } from './node-function.ts';

const MINUTE = Duration.minutes(1);

/** Every outcome that a stage of the pipeline counted, by entity: found by search, because entities and outcomes come and go. */
export function outcomes(deployment: string, stage: string): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{${METRICS_NAMESPACE},deployment,service,entity} deployment="${deployment}" service="${stage}"', 'Sum', 60)`,
    label: '',
    period: MINUTE,
  });
}

/** What the auditor found to differ in its last sample (functions/auditor/drift-metrics.ts). */
export function drifted(deployment: string, consumer: string, entity: string): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: 'Drifted',
    dimensionsMap: { deployment, service: 'auditor', consumer, entity },
    period: Duration.hours(1),
    statistic: 'Maximum',
  });
}

export function depth(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' });
}

export function oldestMessage(queue: Queue): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' });
}

export function iteratorAge({ normalizer }: ChangeStream): Metric {
  return normalizer.function.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' });
}

/** One of the event source mapping's own metrics, which the mapping turns on. */
export function setAside({ mapping }: ChangeStream): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'OnFailureDestinationDeliveredEventCount',
    dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
    period: MINUTE,
    statistic: 'Sum',
  });
}
