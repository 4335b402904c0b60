/** Jobs in memory, and in a real table: needs the local cloud, or any cloud at AWS_ENDPOINT_URL. */
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { createDynamoDbBackfillJobs } from '../../shared/adapters/dynamodb/backfill-jobs.ts';
import { MemoryBackfillJobs } from '../../shared/adapters/memory/backfill-jobs.ts';
import { backfillJobsContract } from './backfill-jobs.contract.ts';
import { emulatorSettings } from './queue.ts';

const client = new DynamoDBClient(emulatorSettings);
const tableName = `contract-${crypto.randomUUID()}`;
await client.send(
  new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['job', 'part'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'job', KeyType: 'HASH' },
      { AttributeName: 'part', KeyType: 'RANGE' },
    ],
  }),
);
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName: tableName }));
  client.destroy();
});

backfillJobsContract('memory', (now) => new MemoryBackfillJobs(now));
backfillJobsContract('DynamoDB', (now) => createDynamoDbBackfillJobs({ client, tableName, now }));
