import { Duration } from 'aws-cdk-lib/core';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  JsonPath,
  LogLevel,
  Pass,
  ResultWriterV2,
  S3JsonLItemReader,
  StateMachine,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
  type IChainable,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { hasSideEffects } from '../../shared/domain/takes-reads.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
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
  readonly bus: EventBus;
  readonly largeRows: LargeRows;
  readonly policyKey?: PolicyKey;
}

/** Files at once. Each sends about 5,000 rows a second: this is 100,000, the consumers' queues take more, the stores may not. */
const MAXIMUM_CONCURRENCY = 20;
/** The most there is; a file that needs longer goes on in another invocation. */
const WORKER_TIMEOUT = Duration.minutes(15);
const WORKER_MEMORY_MB = 1769;
/** An export is read once, within hours. */
const EXPORT_DAYS = 14;
/** An export of any size takes minutes. */
const LOOK = Duration.seconds(60);

/** Sends the rows of a table from an export to S3: waits for the export, then gives each of its files to a worker. */
export class ExportBackfill extends Construct {
  readonly table: string;
  readonly bucket: Bucket;
  readonly worker: NodeFunction;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ExportBackfillProps) {
    super(scope, id);
    const { stage, deployment, source } = props;
    this.table = source.definition.name;
    this.bucket = dataBucket(this, 'Exports', {
      stage,
      key: props.largeRows.key,
      lifecycleRules: [
        { expiration: Duration.days(EXPORT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.worker = this.makeWorker(props);
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${deployment}-export-${this.table}`,
      retention: stage.logRetention,
      removalPolicy: dataRemovalPolicy(stage),
    });
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: `${deployment}-export-${this.table}`,
      comment: `Sends the rows of an export of table ${this.table}`,
      definitionBody: DefinitionBody.fromChainable(this.definition(source)),
      // No input and output in it: rows never go into a log, and neither do keys.
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
    });
    this.allowMachine();
  }

  private makeWorker(props: ExportBackfillProps): NodeFunction {
    const { stage, deployment, stream, bus, largeRows } = props;
    const policyKey = tableHashes(props.source.definition) ? props.policyKey : undefined;
    const takers = props.consumers.filter(({ definition }) => !hasSideEffects(definition));
    const buffers = takers.map(({ definition, buffer }) => [definition.name, buffer.queueUrl] as const);
    const worker = new NodeFunction(this, 'Worker', {
      stage,
      name: `${deployment}-export-worker-${this.table}`,
      description: `Sends the rows of a file of an export of table ${this.table}`,
      entry: 'functions/export-worker/handler.ts',
      timeout: WORKER_TIMEOUT,
      memory: WORKER_MEMORY_MB,
      environment: {
        table: this.table,
        bus: bus.eventBusName,
        deadLetterUrl: stream.rejected.queueUrl,
        claimsBucket: largeRows.bucket.bucketName,
        buffers: JSON.stringify(Object.fromEntries(buffers)),
        ...(policyKey && { policyKey: policyKey.secretArn }),
      },
    });
    worker.allow(['events:PutEvents'], [bus.eventBusArn]);
    worker.allow(['sqs:SendMessage'], [stream.rejected.queueArn, ...takers.map(({ buffer }) => buffer.queueArn)]);
    worker.allowWithin(['s3:GetObject'], this.bucket.bucketArn, '/AWSDynamoDB/*', 'DynamoDB names the files itself.');
    worker.allow(['kms:Decrypt'], [largeRows.key.keyArn]);
    largeRows.allowStoring(worker);
    policyKey?.allowReading(worker);
    return worker;
  }

  /** Input: `{ exportArn, bucket, entities, consumers }`. */
  private definition({ tableArn }: SourceTable): IChainable {
    const look = new CallAwsService(this, 'Look at the export', {
      service: 'dynamodb',
      action: 'describeExport',
      parameters: { ExportArn: JsonPath.stringAt('$.exportArn') },
      iamResources: [`${tableArn}/export/*`],
      resultSelector: {
        'status.$': '$.ExportDescription.ExportStatus',
        'time.$': '$.ExportDescription.ExportTime',
        'manifest.$': '$.ExportDescription.ExportManifest',
      },
      resultPath: '$.export',
    });
    look.addRetry({ maxAttempts: 10, backoffRate: 2 });
    const wait = new Wait(this, 'Wait for the export', { time: WaitTime.duration(LOOK) });
    const failed = new Fail(this, 'The export failed', { error: 'ExportFailed' });
    return look.next(
      new Choice(this, 'Is it there?')
        .when(Condition.stringEquals('$.export.status', 'COMPLETED'), this.whereFilesAre().next(this.everyFile()))
        .when(Condition.stringEquals('$.export.status', 'FAILED'), failed)
        .otherwise(wait.next(look)),
    );
  }

  /** The summary's key ends in manifest-summary.json; the list of files lies beside it. */
  private whereFilesAre(): Pass {
    return new Pass(this, 'Find its files', {
      parameters: {
        files: JsonPath.format(
          'AWSDynamoDB/{}/manifest-files.json',
          JsonPath.arrayGetItem(JsonPath.stringSplit(JsonPath.stringAt('$.export.manifest'), '/'), 1),
        ),
      },
      resultPath: '$.list',
    });
  }

  private everyFile(): IChainable {
    const map = new DistributedMap(this, 'Every file', {
      maxConcurrency: MAXIMUM_CONCURRENCY,
      itemReader: new S3JsonLItemReader({
        bucketNamePath: JsonPath.stringAt('$.bucket'),
        key: JsonPath.stringAt('$.list.files'),
      }),
      itemSelector: {
        bucket: JsonPath.stringAt('$.bucket'),
        file: JsonPath.objectAt('$$.Map.Item.Value'),
        exportTime: JsonPath.stringAt('$.export.time'),
        entities: JsonPath.listAt('$.entities'),
        consumers: JsonPath.listAt('$.consumers'),
        from: 0,
      },
      // No failure is tolerated (the default): a file that is not sent is a hole, and a redrive does the failed ones only.
      resultWriterV2: new ResultWriterV2({ bucketNamePath: JsonPath.stringAt('$.bucket'), prefix: 'results' }),
      resultPath: JsonPath.DISCARD,
    });
    return map.itemProcessor(this.oneFile());
  }

  private oneFile(): IChainable {
    const send = new LambdaInvoke(this, 'Send its rows', {
      lambdaFunction: this.worker.function,
      payload: TaskInput.fromJsonPathAt('$'),
      resultSelector: { 'next.$': '$.Payload.next', 'more.$': '$.Payload.more' },
      resultPath: '$.sent',
      retryOnServiceExceptions: false,
    });
    // A bus or a queue that is down for an hour must not fail a file.
    send.addRetry({ interval: Duration.seconds(10), maxAttempts: 8, backoffRate: 2, maxDelay: Duration.minutes(15) });
    const goOn = new Pass(this, 'Go on behind them', { inputPath: '$.sent.next', resultPath: '$.from' });
    return send.next(
      new Choice(this, 'Was it all?')
        .when(Condition.booleanEquals('$.sent.more', true), goOn.next(send))
        .otherwise(new Succeed(this, 'All sent')),
    );
  }

  private allowMachine(): void {
    const { role } = this.stateMachine;
    const allow = (actions: string[], resources: string[]): void => {
      role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
    };
    allow(['s3:GetObject'], [this.bucket.arnForObjects('AWSDynamoDB/*')]);
    allow(['s3:PutObject', 's3:GetObject'], [this.bucket.arnForObjects('results/*')]);
    const { encryptionKey } = this.bucket;
    if (encryptionKey) allow(['kms:Decrypt', 'kms:GenerateDataKey'], [encryptionKey.keyArn]);
  }
}
