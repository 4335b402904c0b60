import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { createDynamoDbItemWriter } from '../../shared/adapters/dynamodb/item-writer.ts';
import { itemWriterContract } from './item-writer.contract.ts';
import { KEYED } from './item-writer.table.ts';
import { emulatorSettings } from './queue.ts';

const client = new DynamoDBClient(emulatorSettings);
const tableName = `writer-${randomUUID().slice(0, 8)}`;
await client.send(
  new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  }),
);
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName: tableName }));
  client.destroy();
});

itemWriterContract('DynamoDB', () => createDynamoDbItemWriter({ client, definition: KEYED, tableName }));
