import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createDynamoDbEffectRecord } from '../../shared/adapters/dynamodb/effect-record.ts';
import { APPLIED } from '../../shared/domain/delivery/outcome.ts';
import { LONGEST_DELIVERY_DAYS } from '../../shared/domain/retention/retention.ts';
import { effectRecordContract } from './effect-record.contract.ts';

if (!process.env['AWS_ENDPOINT_URL']) throw new Error('AWS_ENDPOINT_URL is not set: run these tests by npm test');

const client = new DynamoDBClient({});
const tableName = `effects-${randomUUID().slice(0, 8)}`;
await client.send(
  new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName: tableName }));
  client.destroy();
});

const recordOf = (consumer: string, longestRunMs = 60_000) =>
  createDynamoDbEffectRecord({ client, tableName, consumer, longestRunMs });

effectRecordContract('DynamoDB', (longestRunMs) => recordOf('mails', longestRunMs));

test('two consumers of one change do not take each other for a duplicate', async () => {
  const key = randomUUID();

  expect(await recordOf('mails').once(key, () => Promise.resolve(APPLIED))).toEqual(APPLIED);
  expect(await recordOf('orders').once(key, () => Promise.resolve(APPLIED))).toEqual(APPLIED);
});

test('DynamoDB removes a record only after every delivery of its change', async () => {
  await recordOf('expiry').once(randomUUID(), () => Promise.resolve(APPLIED));
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  const record = Items.find(({ id }) => id?.S?.startsWith('expiry#'));

  const days = (Number(record?.['expiration']?.N) - Date.now() / 1_000) / 86_400;
  expect(days).toBeCloseTo(LONGEST_DELIVERY_DAYS, 1);
});

test('when the table cannot be reached, nothing runs and the change comes again', async () => {
  const gone = createDynamoDbEffectRecord({ client, tableName: 'no-such-table', consumer: 'mails', longestRunMs: 0 });

  const outcome = await gone.once('k', () => Promise.reject(new Error('it ran')));

  expect(outcome).toMatchObject({ status: 'retry', reason: { code: 'HW_EFFECTS_UNAVAILABLE' } });
});

test('an end that could not be recorded leaves the effect begun: it is not run again', async () => {
  const key = randomUUID();
  let calls = 0;
  const failing = new DynamoDBClient({ maxAttempts: 1 });
  failing.middlewareStack.add(
    (next, context) => (input) =>
      context.commandName === 'UpdateItemCommand' ? Promise.reject(new Error('throttled')) : next(input),
    { step: 'initialize' },
  );
  const record = createDynamoDbEffectRecord({ client: failing, tableName, consumer: 'mails', longestRunMs: 0 });
  const effect = () => {
    calls += 1;
    return Promise.resolve(APPLIED);
  };

  expect(await record.once(key, effect)).toMatchObject({ reason: { code: 'HW_EFFECTS_UNAVAILABLE' } });
  expect(await record.once(key, effect)).not.toEqual(APPLIED);
  expect(calls).toBe(1);
});
