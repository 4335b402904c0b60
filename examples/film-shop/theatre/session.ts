/** What every play works with: the shop's cloud, clients of our own there, and the terminal. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment, OpenCloud, Terminal } from 'headwater';

export interface Session {
  readonly cloud: OpenCloud;
  readonly clients: Clients;
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

interface Clients {
  readonly dynamoDb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

export function sessionOn(cloud: OpenCloud, signal: AbortSignal): Session {
  const { clientSettings: settings, deployment, terminal } = cloud;
  const clients = {
    dynamoDb: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    // An emulator has no host name per bucket.
    s3: new S3Client({ ...settings, forcePathStyle: cloud.kind !== 'aws' }),
    sqs: new SQSClient(settings),
  };
  return { cloud, clients, deployment, terminal, signal };
}

/** The endpoint that somebody named, before any is opened; undefined for Headwater's own local cloud and for AWS. */
export function namedEndpoint({ endpoint }: { readonly endpoint?: string | undefined }): string | undefined {
  return endpoint ?? (process.env['AWS_ENDPOINT_URL'] || undefined);
}
