import { Duration } from 'aws-cdk-lib/core';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import type { LargeRows } from './large-rows.ts';
import { NodeFunction } from './node-function.ts';
import { type PolicyKey, tableHashes } from './policy-key.ts';
import { deadLetterQueue } from './queue.ts';
import type { SourceTable } from './source-table.ts';

export interface ChangeStreamProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  readonly source: SourceTable;
  readonly bus: IEventBus;
  /** Takes the records that Lambda gives up on, whole. */
  readonly failures: Bucket;
  /** Takes rows that are too large for an event. */
  readonly largeRows: LargeRows;
  /** What field policies hash with. */
  readonly policyKey?: PolicyKey;
}

/** 1,000 film-sized records stay under the 6 MB that an invocation may carry, and fill 64 KB events. */
const BATCH_SIZE = 1000;
/** No waiting for fuller batches: under load they are full anyway, without load latency is what counts. */
const BATCH_WINDOW = Duration.seconds(0);
/**
 * The stream forgets after 24 h. Half of that is time to mend what blocks a shard before its record is set aside in S3;
 * the other half is time for what queued up behind it.
 */
const MAXIMUM_RECORD_AGE = Duration.hours(12);

/** From a table's stream to the bus: the normalizer, its rejected queue, and where records go that Lambda gave up on. */
export class ChangeStream extends Construct {
  /** Logical name of its table. */
  readonly table: string;
  readonly normalizer: NodeFunction;
  readonly mapping: EventSourceMapping;
  readonly rejected: Queue;

  constructor(scope: Construct, id: string, props: ChangeStreamProps) {
    super(scope, id);
    const { stage, deployment, source, bus } = props;
    const table = source.definition.name;
    const policyKey = tableHashes(source.definition) ? props.policyKey : undefined;
    this.table = table;
    this.rejected = deadLetterQueue(this, 'Rejected', dataRemovalPolicy(stage));
    this.normalizer = new NodeFunction(this, 'Normalizer', {
      stage,
      deployment,
      part: `normalizer-${table}`,
      description: `Turns changes of table ${table} into events`,
      entry: 'functions/normalizer/handler.ts',
      size: stage.functions.normalizers,
      environment: {
        table,
        bus: bus.eventBusName,
        deadLetterUrl: this.rejected.queueUrl,
        claimsBucket: props.largeRows.bucket.bucketName,
        ...(policyKey && { policyKey: policyKey.secretArn }),
      },
    });
    this.normalizer.allow(['events:PutEvents'], [bus.eventBusArn]);
    this.normalizer.allow(['sqs:SendMessage'], [this.rejected.queueArn]);
    props.largeRows.allowStoring(this.normalizer);
    policyKey?.allowReading(this.normalizer);
    this.allowStream(source);
    this.allowFailures(props.failures);
    this.mapping = this.readStream(props);
  }

  private allowStream(source: SourceTable): void {
    this.normalizer.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [source.streamArn],
    );
    this.normalizer.allowWithin(
      ['dynamodb:ListStreams'],
      source.tableArn,
      '/stream/*',
      "Lambda lists the table's streams when the mapping is made; this is how SAM's DynamoDBStreamReadPolicy grants it.",
    );
    if (source.key) this.normalizer.allow(['kms:Decrypt'], [source.key.keyArn]);
  }

  /** Lambda writes with the function's role, under a prefix of its own. */
  private allowFailures(failures: Bucket): void {
    this.normalizer.allowWithin(
      ['s3:PutObject'],
      failures.bucketArn,
      '/aws/lambda/*',
      'Lambda names the objects itself, below this prefix.',
    );
    this.normalizer.allow(['s3:ListBucket'], [failures.bucketArn]);
    if (failures.encryptionKey) this.normalizer.allow(['kms:GenerateDataKey'], [failures.encryptionKey.keyArn]);
  }

  private readStream({ stage, source, failures }: ChangeStreamProps): EventSourceMapping {
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: this.normalizer.function,
      eventSourceArn: source.streamArn,
      // LATEST would lose what is written between the table's making and the mapping's.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: BATCH_WINDOW,
      parallelizationFactor: stage.functions.normalizers.batchesPerShard,
      reportBatchItemFailures: true,
      // Unlimited retries: an outage of the bus must not use them up. Age is the limit, and bisecting isolates a record.
      bisectBatchOnError: true,
      maxRecordAge: MAXIMUM_RECORD_AGE,
      // S3 is the only destination that carries the records themselves, not just where they stood.
      onFailure: { bind: () => ({ destination: failures.bucketArn }) },
      // Counts what was given up on (OnFailureDestinationDeliveredEventCount): nothing else would tell.
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    // Lambda tries the permissions when it makes the mapping: the role's policy must be there.
    mapping.node.addDependency(this.normalizer);
    return mapping;
  }
}
