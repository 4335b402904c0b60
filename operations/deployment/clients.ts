import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OpenSearchClient } from '@aws-sdk/client-opensearch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { namingWhatIsGone } from './name-what-is-gone.ts';
import type { Target } from './target.ts';

/** The SDK's clients, all of them for the same cloud. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly lambda: LambdaClient;
  /** Where functions count their outcomes. */
  readonly logs: CloudWatchLogsClient;
  /** The domain's own state; documents go through the search store. */
  readonly openSearch: OpenSearchClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Emulators take any key; a real one never goes there. */
export const EMULATOR_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** What any client of the SDK needs to reach this cloud. */
export function clientSettings(target: Target) {
  return target.kind === 'aws'
    ? { ...(target.region !== undefined && { region: target.region }) }
    : { endpoint: target.endpoint, region: target.region, credentials: EMULATOR_CREDENTIALS };
}

export function createClients(target: Target): Clients {
  const settings = clientSettings(target);
  return {
    cloudFormation: new CloudFormationClient(settings),
    dynamoDb: namingWhatIsGone(new DynamoDBClient(settings)),
    eventBridge: namingWhatIsGone(new EventBridgeClient(settings)),
    lambda: namingWhatIsGone(new LambdaClient(settings)),
    logs: new CloudWatchLogsClient(settings),
    openSearch: new OpenSearchClient(settings),
    // An emulator has no host name per bucket.
    s3: namingWhatIsGone(new S3Client({ ...settings, forcePathStyle: target.kind !== 'aws' })),
    sqs: namingWhatIsGone(new SQSClient(settings)),
  };
}
