import { Duration } from 'aws-cdk-lib/core';
import { CfnRule, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { dirname } from 'node:path';
import { configFileOf } from './config-file.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Consumer as ConsumerDefinition } from '../../shared/domain/definition/headwater.ts';
import { eventPattern } from '../../shared/dialects/eventbridge/event-pattern.ts';
import { RETENTION_DAYS } from '../../shared/domain/retention/retention.ts';
import { hasSideEffects } from '../../shared/domain/consumers/takes-reads.ts';
import { type SizeOfConsumer, sizeOf } from '../consumer-size.ts';
import { entryOf } from '../consumers/resources.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';
import { deadLetterQueue, encryptedQueue } from './queue.ts';

export interface ConsumerProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  readonly consumer: ConsumerDefinition;
  /** Its entities as the bus has them: its own field policy comes after the rule. */
  readonly travelling: readonly Entity[];
  readonly bus: IEventBus;
  /** Events' `source` values of the tables that hold its entities. */
  readonly sources: readonly string[];
  /** Where its store is. */
  readonly environment: NodeFunctionProps['environment'];
}

/** A message keeps the time it was first sent when it moves to a DLQ: a buffer of 7 days leaves at least 7 days there. */
const BUFFER_RETENTION = Duration.days(RETENTION_DAYS.buffer);
/** EventBridge's own limits, stated: 24 hours and 185 tries. */
const DELIVERY = { maxEventAge: Duration.days(RETENTION_DAYS.delivery), retryAttempts: 185 } as const;

/** Characters of a function's description: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const LONGEST_DESCRIPTION = 256;

/** `Consumer search: film, stock`; of many entities the first, and how many more. */
function described({ name, entities }: ConsumerDefinition): string {
  const names = entities.map((entity) => entity.name);
  for (let shown = names.length; shown > 0; shown -= 1) {
    const more = shown < names.length ? ` and ${names.length - shown} more` : '';
    const text = `Consumer ${name}: ${names.slice(0, shown).join(', ')}${more}`;
    if (text.length <= LONGEST_DESCRIPTION) return text;
  }
  return `Consumer ${name}`;
}

/** A subscription and what it needs: rule, buffer queue, dead-letter queues, function. */
export class Consumer extends Construct {
  readonly definition: ConsumerDefinition;
  readonly rule: Rule;
  readonly buffer: Queue;
  /** What the function could not process, and single changes it rejected. */
  readonly deadLetters: Queue;
  /** What EventBridge could not deliver to the buffer. */
  readonly ruleDeadLetters: Queue;
  readonly function: NodeFunction;
  readonly mapping: EventSourceMapping;
  private readonly size: SizeOfConsumer;

  constructor(scope: Construct, id: string, props: ConsumerProps) {
    super(scope, id);
    const { consumer, stage } = props;
    this.definition = consumer;
    this.size = sizeOf(consumer, stage.functions);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', dataRemovalPolicy(stage));
    this.ruleDeadLetters = deadLetterQueue(this, 'RuleDeadLetters', dataRemovalPolicy(stage));
    this.buffer = this.makeBuffer();
    this.rule = this.subscribe(props);
    this.function = this.makeFunction(props);
    this.mapping = this.readBuffer();
  }

  /** No message is read before this is there. */
  waitFor(dependency: IDependable): void {
    this.mapping.node.addDependency(dependency);
  }

  private makeBuffer(): Queue {
    return encryptedQueue(this, 'Buffer', {
      visibilityTimeout: Duration.seconds(this.size.visibilitySeconds),
      retentionPeriod: BUFFER_RETENTION,
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: this.size.maximumReceives,
      },
    });
  }

  private subscribe({ stage, bus, sources, consumer, travelling }: ConsumerProps): Rule {
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: `What consumer ${consumer.name} subscribes to`,
      eventPattern: { source: [...sources] },
      // Its grants let this rule, and no other, send to the two queues.
      targets: [new SqsQueue(this.buffer, { deadLetterQueue: this.ruleDeadLetters, ...DELIVERY })],
    });
    // The construct knows no `$or`.
    const { defaultChild } = rule.node;
    if (!(defaultChild instanceof CfnRule)) throw new TypeError('an event rule has no AWS::Events::Rule');
    // Repairs are told apart by the runtime: a pattern sees a pack, not each change.
    defaultChild.eventPattern = eventPattern(
      { ...consumer, entities: travelling, sources, sideEffects: hasSideEffects(consumer) },
      stage.eventPatternCharacters,
    );
    return rule;
  }

  private makeFunction({ stage, deployment, consumer, environment }: ConsumerProps): NodeFunction {
    const made = new NodeFunction(this, 'Function', {
      stage,
      deployment,
      part: `consumer-${consumer.name}`,
      description: described(consumer),
      entry: entryOf(consumer, dirname(configFileOf(this))),
      size: this.size,
      environment: {
        consumer: consumer.name,
        deadLetterUrl: this.deadLetters.queueUrl,
        bufferUrl: this.buffer.queueUrl,
        ...environment,
      },
    });
    made.allow(['sqs:SendMessage'], [this.deadLetters.queueArn]);
    // ChangeMessageVisibility: also for the function itself, which shortens the wait before a retry.
    made.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [this.buffer.queueArn],
    );
    return made;
  }

  private readBuffer(): EventSourceMapping {
    const { batchSize, batchWindowSeconds, maximumConcurrency } = this.size;
    const mapping = new EventSourceMapping(this, 'Messages', {
      target: this.function.function,
      eventSourceArn: this.buffer.queueArn,
      batchSize,
      maxBatchingWindow: Duration.seconds(batchWindowSeconds),
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
    });
    // Lambda tries the permissions when it makes the mapping: the role's policy must be there.
    mapping.node.addDependency(this.function);
    return mapping;
  }
}
