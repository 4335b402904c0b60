import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createBus, createRule, letRuleSendTo, type DeliveredEvent } from './support/bus.ts';
import { eventBridge, s3, sqs } from './support/clients.ts';
import { createRole, type Statement } from './support/roles.ts';
import { createFunction } from './support/functions.ts';
import { createQueue, createTable, mapSource, present, putItem } from './support/scene.ts';
import { createWitness } from './support/witness.ts';
import { untilTrue } from '../support/until.ts';

test('row 12: who may send a message may send a batch, and is told what is missing for the rest', async () => {
  const queue = await createQueue();
  const role = await createRole([{ Action: 'sqs:SendMessage', Resource: queue.arn }]);
  const sender = new SQSClient(await role.session());

  const Entries = [{ Id: 'a', MessageBody: '"one"' }];
  const { Successful } = await sender.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  const deleting = sender.send(
    new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries: [{ Id: 'a', ReceiptHandle: 'b' }] }),
  );

  expect(Successful).toHaveLength(1);
  await expect(deleting).rejects.toThrow(refusalOf('sqs:DeleteMessage', queue.arn));
});

test('row 12: a transaction is refused for the action and the table of its item', async () => {
  const [readable, other] = [await createTable(), await createTable()];
  await putItem(readable, 'one');
  const arnOf = ({ streamArn }: { streamArn: string }): string => present(streamArn.split('/stream/')[0], 'a table');
  const role = await createRole([{ Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: arnOf(readable) }]);
  const writer = new DynamoDBClient(await role.session());
  const put = ({ name }: { name: string }) => ({ Put: { TableName: name, Item: { id: { S: 'two' } } } });

  const writing = writer.send(new TransactWriteItemsCommand({ TransactItems: [put(readable), put(other)] }));

  await expect(writing).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(refusalOf('dynamodb:PutItem', arnOf(other))) as string,
  });
  const reading = new GetItemCommand({ TableName: readable.name, Key: { id: { S: 'two' } } });
  expect((await writer.send(reading)).Item).toBeUndefined();
});

test("row 12: a queue is read with the role of the function, and no longer once the role's right is gone", async () => {
  const witness = await createWitness<string>();
  const queue = await createQueue({ VisibilityTimeout: '30' });
  const telling = { Action: 'sqs:SendMessage', Resource: witness.queue.arn };
  const reading = {
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: queue.arn,
  };
  const role = await createRole([telling, reading]);
  const handler = 'exports.handler = async ({ Records }) => { for (const { body } of Records) await tell(body); };';
  const reader = await createFunction(witness.queue, handler, role.arn);
  await mapSource(queue.arn, reader);
  await say(queue.url, 'first');
  await witness.until('the first message', (seen) => seen.find((body) => body === 'first'));

  await role.change([telling]);
  await untilTrue('a message stays in the queue', async () => {
    await say(queue.url, 'kept');
    return (await receive(queue.url)) === 'kept';
  });
  await role.change([telling, reading]);
  await say(queue.url, 'last');

  await witness.until('the last message', (seen) => seen.find((body) => body === 'last'));
});

test("row 12: an event whose queue lets no rule in goes to the target's dead-letter queue, with the reason", async () => {
  const bus = await createBus();
  const [target, deadLetters] = [await createQueue(), await createWitness<DeliveredEvent>()];
  const DeadLetterConfig = { Arn: deadLetters.queue.arn };
  const rule = await createRule(bus, { source: ['headwater.contract'] }, target, { DeadLetterConfig });
  await letRuleSendTo(deadLetters.queue, rule.arn);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: target.url, Attributes: { Policy: '' } }));

  const entry = { Source: 'headwater.contract', DetailType: 'contract.tried', Detail: '{"name":"kept out"}' };
  await eventBridge.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: bus.name }] }));

  const event = await deadLetters.until('the event in the dead-letter queue', (seen) => seen.at(0));
  expect(event.detail.name).toBe('kept out');
  expect(deadLetters.messages[0]?.MessageAttributes?.['ERROR_CODE']?.StringValue).toBe('NO_PERMISSIONS');
});

test('row 12: an object and an item under a key need the key, too', async () => {
  const rights: Statement[] = [
    { Action: ['s3:GetObject', 's3:PutObject'], Resource: { 'Fn::Sub': '${Bucket.Arn}/*' } },
    { Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } },
  ];
  const theKey = { 'Fn::GetAtt': ['Key', 'Arn'] };
  const role = await createRole(rights, encryptedStores);
  const { BucketName: Bucket, TableName, KeyArn: key = '' } = role.outputs;
  const session = await role.session();
  const objects = new S3Client({ ...session, forcePathStyle: true });
  const table = new DynamoDBClient(session);
  const file = { Bucket, Key: 'a/file' };
  await s3.send(new PutObjectCommand({ ...file, Body: 'text' }));
  const item = new GetItemCommand({ TableName, Key: { id: { S: 'one' } } });

  await expect(objects.send(new PutObjectCommand({ ...file, Body: 'text' }))).rejects.toThrow(
    refusalOf('kms:GenerateDataKey', key),
  );
  await expect(objects.send(new GetObjectCommand(file))).rejects.toThrow(refusalOf('kms:Decrypt', key));
  await expect(table.send(item)).rejects.toThrow(refusalOf('kms:Decrypt', key));

  await role.change([...rights, { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: theKey }]);
  await untilTrue('the role may use the key', () =>
    objects.send(new PutObjectCommand({ ...file, Body: 'text' })).then(
      () => true,
      () => false,
    ),
  );
  expect(await objects.send(new GetObjectCommand(file))).toBeDefined();
  expect((await table.send(item)).Item).toBeUndefined();
});

/** How AWS words it: the action and the resource, which S3 puts in quotation marks. SQS writes its actions in small letters. */
function refusalOf(action: string, resource: string): RegExp {
  return new RegExp(`is not authorized to perform: ${action} on resource: "?${resource}`, 'i');
}

async function say(QueueUrl: string, body: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

async function receive(QueueUrl: string): Promise<string | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
  return Messages?.at(0)?.Body;
}

const encryptedStores = {
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        },
      },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
              },
            },
          ],
        },
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
      },
    },
  },
  Outputs: {
    BucketName: { Value: { Ref: 'Bucket' } },
    TableName: { Value: { Ref: 'Table' } },
    KeyArn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  },
};
