import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { OpenSearchClient } from '@aws-sdk/client-opensearch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Target } from './target.ts';

/** The SDK's clients, all of them for the same cloud. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  /** The domain's own state; documents go through the search store. */
  readonly openSearch: OpenSearchClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Emulators take any key; a real one never goes there. */
const EMULATOR_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

export function createClients(target: Target): Clients {
  const settings =
    target.kind === 'aws'
      ? { ...(target.region !== undefined && { region: target.region }) }
      : { endpoint: target.endpoint, region: target.region, credentials: EMULATOR_CREDENTIALS };
  return {
    cloudFormation: new CloudFormationClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    eventBridge: new EventBridgeClient(settings),
    openSearch: new OpenSearchClient(settings),
    // An emulator has no host name per bucket.
    s3: new S3Client({ ...settings, forcePathStyle: target.kind !== 'aws' }),
    sqs: new SQSClient(settings),
  };
}
