import { Aws, type CfnElement, Duration, Stack } from 'aws-cdk-lib/core';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  JsonPath,
  Pass,
  ResultWriterV2,
  S3JsonLItemReader,
  StateMachine,
  Succeed,
  Wait,
  WaitTime,
  type IChainable,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { hasSideEffects } from '../../shared/domain/consumers/takes-reads.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import type { BackfillJobs } from './backfill-jobs.ts';
import type { ChangeStream } from './change-stream.ts';
import type { Consumer } from './consumer.ts';
import { dataBucket } from './data-bucket.ts';
import type { LargeRows } from './large-rows.ts';
import { NodeFunction } from './node-function.ts';
import { type PolicyKey, tableHashes } from './policy-key.ts';
import type { SourceTable } from './source-table.ts';

export interface ExportBackfillProps {
  readonly stage: StageSettings;
  /** Start of names: `headwater-dev`. */
  readonly deployment: string;
  readonly source: SourceTable;
  readonly stream: ChangeStream;
  readonly consumers: readonly Consumer[];
  readonly bus: IEventBus;
  readonly largeRows: LargeRows;
  readonly jobs: BackfillJobs;
  readonly policyKey?: PolicyKey;
}

/** An export is read once, within hours. */
const EXPORT_DAYS = 14;
const STATUS = '$.export.ExportDescription.ExportStatus';
/** An export of any size takes minutes. */
const LOOK = Duration.seconds(60);

/** Sends the rows of a table from an export to S3: waits for the export, then gives each of its files to a worker. */
export class ExportBackfill extends Construct {
  readonly table: string;
  readonly bucket: Bucket;
  readonly worker: NodeFunction;
  readonly stateMachine: StateMachine;
  private readonly filesAtOnce: number;

  constructor(scope: Construct, id: string, props: ExportBackfillProps) {
    super(scope, id);
    const { stage, deployment, source } = props;
    this.table = source.definition.name;
    this.filesAtOnce = stage.functions.exportWorkers.filesAtOnce;
    this.bucket = dataBucket(this, 'Exports', {
      stage,
      key: props.largeRows.key,
      lifecycleRules: [
        { expiration: Duration.days(EXPORT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.worker = this.makeWorker(props);
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: `${deployment}-export-${this.table}`,
      comment: `Sends the rows of an export of table ${this.table}`,
      definitionBody: DefinitionBody.fromChainable(this.definition(source)),
    });
    this.allowMachine(source);
  }

  private makeWorker(props: ExportBackfillProps): NodeFunction {
    const { stage, deployment, stream, bus, largeRows } = props;
    const policyKey = tableHashes(props.source.definition) ? props.policyKey : undefined;
    const takers = props.consumers.filter(({ definition }) => !hasSideEffects(definition));
    const buffers = takers.map(({ definition, buffer }) => [definition.name, buffer.queueUrl] as const);
    const worker = new NodeFunction(this, 'Worker', {
      stage,
      deployment,
      part: `export-worker-${this.table}`,
      description: `Sends the rows of a file of an export of table ${this.table}`,
      entry: 'functions/export-worker/handler.ts',
      // A file that needs longer goes on in another invocation.
      size: stage.functions.exportWorkers,
      environment: {
        table: this.table,
        bus: bus.eventBusName,
        deadLetterUrl: stream.rejected.queueUrl,
        claimsBucket: largeRows.bucket.bucketName,
        jobsTable: props.jobs.tableName,
        buffers: JSON.stringify(Object.fromEntries(buffers)),
        ...(policyKey && { policyKey: policyKey.secretArn }),
      },
    });
    worker.allow(['events:PutEvents'], [bus.eventBusArn]);
    worker.allow(['sqs:SendMessage'], [stream.rejected.queueArn, ...takers.map(({ buffer }) => buffer.queueArn)]);
    worker.allowWithin(['s3:GetObject'], this.bucket.bucketArn, '/AWSDynamoDB/*', 'DynamoDB names the files itself.');
    worker.allow(['kms:Decrypt'], [largeRows.key.keyArn]);
    props.jobs.allowCheckpoints(worker);
    largeRows.allowStoring(worker);
    policyKey?.allowReading(worker);
    return worker;
  }

  /** Input: `{ exportArn, entities, consumers, job }`. */
  private definition({ tableArn }: SourceTable): IChainable {
    const look = new CallAwsService(this, 'Look at the export', {
      service: 'dynamodb',
      action: 'describeExport',
      parameters: { ExportArn: JsonPath.stringAt('$.exportArn') },
      iamResources: [`${tableArn}/export/*`],
      // As a whole: it names no manifest before it is complete, and a path to nothing ends the execution.
      resultPath: '$.export',
    });
    look.addRetry({ maxAttempts: 10, backoffRate: 2 });
    const wait = new Wait(this, 'Wait for the export', { time: WaitTime.duration(LOOK) });
    const failed = new Fail(this, 'The export failed', { error: 'ExportFailed' });
    return look.next(
      new Choice(this, 'Is it there?')
        .when(Condition.stringEquals(STATUS, 'COMPLETED'), this.whereFilesAre().next(this.everyFile()))
        .when(Condition.stringEquals(STATUS, 'FAILED'), failed)
        .otherwise(wait.next(look)),
    );
  }

  /** The summary's key ends in manifest-summary.json; the list of files lies beside it. */
  private whereFilesAre(): Pass {
    return new Pass(this, 'Find its files', {
      parameters: {
        files: JsonPath.format(
          'AWSDynamoDB/{}/manifest-files.json',
          JsonPath.arrayGetItem(
            JsonPath.stringSplit(JsonPath.stringAt('$.export.ExportDescription.ExportManifest'), '/'),
            1,
          ),
        ),
      },
      resultPath: '$.list',
    });
  }

  private everyFile(): IChainable {
    // The CDK's own types do not fit exactOptionalPropertyTypes. By its path alone, the CDK would allow every bucket there is.
    const bucket = this.bucket as IBucket;
    const map = new DistributedMap(this, 'Every file', {
      maxConcurrency: this.filesAtOnce,
      itemReader: new S3JsonLItemReader({
        bucket,
        key: JsonPath.stringAt('$.list.files'),
      }),
      itemSelector: {
        bucket: this.bucket.bucketName,
        file: JsonPath.objectAt('$$.Map.Item.Value'),
        exportTime: JsonPath.stringAt('$.export.ExportDescription.ExportTime'),
        entities: JsonPath.listAt('$.entities'),
        consumers: JsonPath.listAt('$.consumers'),
        job: JsonPath.stringAt('$.job'),
        index: JsonPath.numberAt('$$.Map.Item.Index'),
        before: { read: 0, sent: 0, rejected: 0 },
      },
      // No failure is tolerated (the default): a file that is not sent is a hole, and a redrive does the failed ones only.
      resultWriterV2: new ResultWriterV2({ bucket, prefix: 'results' }),
      resultPath: JsonPath.DISCARD,
    });
    return map.itemProcessor(this.oneFile());
  }

  private oneFile(): IChainable {
    const send = new LambdaInvoke(this, 'Send its rows', {
      lambdaFunction: this.worker.function,
      payloadResponseOnly: true,
      resultPath: '$.before',
      retryOnServiceExceptions: false,
    });
    // A bus or a queue that is down for an hour must not fail a file.
    send.addRetry({ interval: Duration.seconds(10), maxAttempts: 8, backoffRate: 2, maxDelay: Duration.minutes(15) });
    return send.next(
      new Choice(this, 'Was it all?')
        .when(Condition.booleanEquals('$.before.more', true), send)
        .otherwise(new Succeed(this, 'All sent')),
    );
  }

  /** The CDK allows the machine its worker, the export and the bucket; what encrypts the bucket it forgets. */
  private allowMachine(source: SourceTable): void {
    const { stateMachine, bucket, worker } = this;
    const { encryptionKey } = bucket;
    if (encryptionKey) {
      const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
      stateMachine.role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [encryptionKey.keyArn] }));
    }
    acknowledge(stateMachine, {
      'AwsSolutions-SF1': 'A standard execution keeps its history for 90 days; log delivery needs rights on every log.',
      'AwsSolutions-SF2': 'Tracing needs rights on everything, and shows no more than the history.',
    });
    const wildcard = (arn: string, path: string, reason: string): void =>
      acknowledgeWildcard(stateMachine, arn, path, reason);
    wildcard(source.tableArn, '/export/*', 'DynamoDB names exports itself.');
    wildcard(worker.function.functionArn, ':*', 'The CDK allows its versions, too; it has none.');
    wildcard(
      `arn:${Aws.PARTITION}:s3:::${bucket.bucketName}`,
      '/*',
      'This bucket holds exports and their results only.',
    );
    this.acknowledgeOwnExecutions();
  }

  /** A distributed map is executions of the machine itself, and Step Functions names them. */
  private acknowledgeOwnExecutions(): void {
    const machine = Stack.of(this).getLogicalId(this.stateMachine.node.defaultChild as CfnElement);
    const name = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${machine}"}]}]}`;
    const executions = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}`;
    const reason = 'Executions of this machine, no other.';
    acknowledge(this.stateMachine, {
      [`AwsSolutions-IAM5[Resource::${executions}:*]`]: reason,
      [`AwsSolutions-IAM5[Resource::${executions}/*:*]`]: reason,
    });
  }
}
