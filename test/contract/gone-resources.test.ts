/** What a deployment names and the cloud has not, against a real cloud: `up` says it, and no longer "nothing changed". */
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, DeleteEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createClients } from '../../operations/deployment/clients.ts';
import { goneResources } from '../../operations/status/gone-resources.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
const clients = createClients({ kind: 'endpoint', endpoint, region: 'us-east-1' });

test('each kind of resource is missed when it is gone, and only then', async () => {
  const name = `gone-${crypto.randomUUID().slice(0, 8)}`;
  await clients.dynamoDb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await clients.eventBridge.send(new CreateEventBusCommand({ Name: name }));
  await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
  const { QueueUrl = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
  const [none, strangerUrl] = [`${name}-never`, `${QueueUrl}-never`];
  const deployment = {
    tables: [{ physicalName: name }],
    normalizers: [{ functionName: none, rejectedQueueUrl: QueueUrl, failuresBucket: name, claimsBucket: name }],
    bus: { name },
    consumers: [{ functionName: none, bufferUrl: QueueUrl, deadLetterUrl: QueueUrl, ruleDeadLetterUrl: strangerUrl }],
    analytics: { bucket: none },
  } as unknown as Deployment;

  const before = await goneResources(clients, deployment);
  expect(before).toEqual([`queue ${none}`, `bucket ${none}`, `function ${none}`]);

  await clients.dynamoDb.send(new DeleteTableCommand({ TableName: name }));
  await clients.eventBridge.send(new DeleteEventBusCommand({ Name: name }));
  await clients.s3.send(new DeleteBucketCommand({ Bucket: name }));
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  const after = await goneResources(clients, deployment);
  expect([...after].sort()).toEqual(
    [...before, ...['table', 'bus', 'queue', 'bucket'].map((kind) => `${kind} ${name}`)].sort(),
  );
});
