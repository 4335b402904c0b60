import { Duration } from 'aws-cdk-lib/core';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { isAudited } from '../../shared/domain/consumers/facts.ts';
import type { AlarmThresholds } from '../alarm-thresholds.ts';
import { pascalCase } from '../names.ts';
import type { ChangeStream } from './change-stream.ts';
import type { Consumer } from './consumer.ts';
import { PipelineDashboard } from './dashboard.ts';
import { depth, drifted, iteratorAge, oldestMessage, setAside } from './pipeline-metrics.ts';

export interface ObservabilityProps {
  readonly deployment: string;
  readonly streams: readonly ChangeStream[];
  readonly consumers: readonly Consumer[];
  readonly alarmTopicArn?: string;
  readonly thresholds: AlarmThresholds;
}

interface AlarmOn {
  readonly metric: Metric;
  readonly threshold: number;
  /** Minutes in a row. @default 1 */
  readonly periods?: number;
  /** What happened and what to do, for who is woken by it. */
  readonly says: string;
}

/** Alarms on everything that stops or fails a change, and one dashboard. */
export class Observability extends Construct {
  /** What alarms notify. */
  readonly topic: ITopic | undefined;
  readonly dashboard: PipelineDashboard;
  private readonly deployment: string;
  private readonly thresholds: AlarmThresholds;
  private readonly made = new Map<string, Alarm>();

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { deployment, streams, consumers, alarmTopicArn } = props;
    this.deployment = deployment;
    this.thresholds = props.thresholds;
    this.topic = alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', alarmTopicArn);
    for (const stream of streams) this.watchStream(stream);
    for (const consumer of consumers) this.watchConsumer(consumer);
    this.dashboard = new PipelineDashboard(this, 'Dashboard', { name: deployment, streams, consumers });
  }

  /** By their ids: `SearchDeadLetters`, `ShopIteratorAge`. */
  get alarms(): ReadonlyMap<string, Alarm> {
    return this.made;
  }

  private watchStream(stream: ChangeStream): void {
    const { letters, iteratorAgeMinutes, minutesBehind } = this.thresholds;
    const id = pascalCase(stream.table);
    this.alarm(`${id}Rejected`, {
      metric: depth(stream.rejected),
      threshold: letters,
      says: `Changes of table ${stream.table} could not be published. Read their reasons in the rejected queue.`,
    });
    this.alarm(`${id}IteratorAge`, {
      metric: iteratorAge(stream),
      threshold: Duration.minutes(iteratorAgeMinutes).toMilliseconds(),
      periods: minutesBehind,
      says: `The normalizer of table ${stream.table} falls behind its stream. Look for errors and throttling in its log.`,
    });
    this.alarm(`${id}SetAside`, {
      metric: setAside(stream),
      threshold: letters,
      says: `Lambda gave up on records of table ${stream.table}; they are whole in the failures bucket.`,
    });
  }

  private watchConsumer({ definition, deadLetters, ruleDeadLetters, buffer }: Consumer): void {
    const id = pascalCase(definition.name);
    const { letters, oldestMessageMinutes, minutesBehind } = this.thresholds;
    this.alarm(`${id}DeadLetters`, {
      metric: depth(deadLetters),
      threshold: letters,
      says: `Consumer ${definition.name} rejected changes. Read their reasons in its DLQ, mend, redrive.`,
    });
    this.alarm(`${id}RuleDeadLetters`, {
      metric: depth(ruleDeadLetters),
      threshold: letters,
      says: `EventBridge could not deliver to the buffer of consumer ${definition.name}. Check its queue policy.`,
    });
    this.alarm(`${id}OldestMessage`, {
      metric: oldestMessage(buffer),
      threshold: Duration.minutes(oldestMessageMinutes).toSeconds(),
      periods: minutesBehind,
      says: `Consumer ${definition.name} falls behind. Check its store, then its maximum concurrency.`,
    });
    for (const { name: entity } of isAudited(definition) ? definition.entities : []) {
      this.alarm(`${id}${pascalCase(entity)}Drifted`, {
        metric: drifted(this.deployment, definition.name, entity),
        threshold: this.thresholds.drifted,
        says: `The index of ${entity} is not in step with the table. Run: npx headwater verify --entity ${entity}.`,
      });
    }
  }

  private alarm(id: string, { metric, threshold, periods = 1, says }: AlarmOn): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: says,
    });
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic));
    this.made.set(id, alarm);
  }
}
