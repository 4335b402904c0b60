import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import config from 'headwater:config';
import { createDynamoDbBackfillJobs } from '../../shared/adapters/dynamodb/backfill-jobs.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { createEventBridgePublisher } from '../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../shared/adapters/eventbridge/put-events.ts';
import { createS3ClaimStore } from '../../shared/adapters/s3/claim-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { createQueuePublisher } from '../../shared/adapters/sqs/change-publisher.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { consumerOf, tableOf } from '../../shared/domain/definition/lookup.ts';
import { takingReads } from '../../shared/domain/consumers/takes-reads.ts';
import { viewOf } from '../../shared/domain/change/view.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { hashForTable } from '../../shared/runtime/policy.ts';
import type { PublishPorts } from '../../shared/runtime/publish-changes.ts';
import type { RowTarget } from '../../shared/runtime/send-rows.ts';
import { own } from '../../shared/domain/own.ts';

/** What the worker of one table works with. */
export async function openPorts() {
  const table = tableOf(config, fromEnvironment('table'));
  const openKey = () => createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') });
  const hash = await hashForTable(table.entities, openKey);
  const s3 = createS3Client();
  const sqs = new SQSClient({});
  const buffers = JSON.parse(fromEnvironment('buffers')) as Readonly<Record<string, string>>;
  const busClient = new EventBridgeClient({ maxAttempts: 1 });
  const shared: Omit<PublishPorts, 'publisher'> = {
    table,
    claims: createS3ClaimStore(fromEnvironment('claimsBucket'), s3),
    ...(config.claimCheck && { claimBytes: config.claimCheck.bytes }),
  };
  const bus: RowTarget = {
    ...shared,
    publisher: createEventBridgePublisher({ putEvents: createPutEvents(busClient, fromEnvironment('bus')) }),
  };
  const queueOf = (name: string): RowTarget => {
    const consumer = takingReads(consumerOf(config, name));
    const queueUrl = own(buffers, name);
    if (queueUrl === undefined) throw new Error(`consumer ${name} has no queue here: deploy again`);
    const region = process.env['AWS_REGION'] ?? '';
    return {
      ...shared,
      publisher: createQueuePublisher({ client: sqs, queueUrl, region }),
      view: viewOf(consumer.filters),
      entities: new Set(consumer.entities.map((entity) => entity.name)),
    };
  };
  return {
    read: rowReader(table, hash),
    jobs: createDynamoDbBackfillJobs({ client: new DynamoDBClient({}), tableName: fromEnvironment('jobsTable') }),
    rejected: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
    targetsOf: (consumers: readonly string[]) => (consumers.length > 0 ? consumers.map(queueOf) : [bus]),
    async open(Bucket: string, Key: string): Promise<Readable> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      if (!(Body instanceof Readable)) throw new Error(`s3://${Bucket}/${Key} came without a body`);
      return Body;
    },
  };
}
