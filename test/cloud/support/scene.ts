import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { dynamodb, lambda, s3, sqs, sts } from './clients.ts';
import { untilTrue } from '../../support/until.ts';

export interface Table {
  readonly name: string;
  readonly streamArn: string;
}
export interface Queue {
  readonly url: string;
  readonly arn: string;
}
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
}

type MappingSettings = Omit<CreateEventSourceMappingCommandInput, 'FunctionName' | 'EventSourceArn'>;

/** A name that no other test and no other run has. */
export function uniqueName(kind: string): string {
  return `hw-${kind}-${randomUUID().slice(0, 8)}`;
}

/** Registers what takes a resource away again when the test is over; what is already gone is no failure. */
export function afterwards(takeAway: () => Promise<unknown>): void {
  onTestFinished(async () => {
    await takeAway().catch(() => undefined);
  });
}

/** A table with the key `id` and a stream of new and old images. */
export async function createTable(): Promise<Table> {
  const name = uniqueName('table');
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  afterwards(() => dynamodb.send(new DeleteTableCommand({ TableName: name })));
  await untilTrue(`table ${name} is active`, async () => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus === 'ACTIVE';
  });
  return { name, streamArn: present(TableDescription?.LatestStreamArn, 'a stream ARN') };
}

export async function putItem(table: Table, id: string, numbers: Readonly<Record<string, number>> = {}): Promise<void> {
  const attributes = Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }] as const);
  await dynamodb.send(
    new PutItemCommand({ TableName: table.name, Item: { id: { S: id }, ...Object.fromEntries(attributes) } }),
  );
}

export async function enableTimeToLive(table: Table, attribute: string): Promise<void> {
  const specification = { AttributeName: attribute, Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification: specification }));
}

export async function createQueue(attributes: Readonly<Record<string, string>> = {}): Promise<Queue> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: uniqueName('queue'), Attributes: { ...attributes } }),
  );
  const url = present(QueueUrl, 'a queue URL');
  afterwards(() => deleteQueue(url));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  return { url, arn: present(Attributes?.['QueueArn'], 'a queue ARN') };
}

export async function deleteQueue(url: string): Promise<void> {
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
}

export async function createBucket(): Promise<string> {
  const bucket = uniqueName('bucket');
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  afterwards(async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    for (const { Key } of Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  });
  return bucket;
}

/** Lets the function read the source; returns the mapping's UUID. */
export async function mapSource(
  sourceArn: string,
  reader: LambdaFunction,
  settings: MappingSettings = {},
): Promise<string> {
  const start = sourceArn.includes(':dynamodb:') ? { StartingPosition: 'TRIM_HORIZON' as const } : {};
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      ...start,
      ...settings,
      EventSourceArn: sourceArn,
      FunctionName: reader.name,
    }),
  );
  const uuid = present(UUID, 'a mapping UUID');
  afterwards(() => lambda.send(new DeleteEventSourceMappingCommand({ UUID: uuid })));
  return uuid;
}

export async function accountId(): Promise<string> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  return present(Account, 'an account id');
}

/** What an AWS answer must have, though its type says that it may be absent. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the cloud answered without ${what}`);
  return value;
}
