import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { expect, test } from 'vitest';
import { streams } from './support/clients.ts';
import { createFunction } from './support/functions.ts';
import { createTable, enableTimeToLive, mapSource, putItem, type Table } from './support/scene.ts';
import { until } from '../support/until.ts';
import { createWitness } from './support/witness.ts';

const aMinuteAgo = () => Math.floor(Date.now() / 1000) - 60;

test('row 3: an item that expires leaves a REMOVE record in the stream, written by the DynamoDB service', async () => {
  const table = await createTable();
  await enableTimeToLive(table, 'expires');
  await putItem(table, 'short-lived', { expires: aMinuteAgo() });

  const removal = await until('a REMOVE record', async () =>
    (await recordsOf(table)).find(({ eventName }) => eventName === 'REMOVE'),
  );

  expect(removal.userIdentity).toEqual({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' });
  expect(removal.dynamodb?.OldImage?.['id']).toEqual({ S: 'short-lived' });
});

test('row 3: a function sees who removed an expired item', async () => {
  const table = await createTable();
  const witness = await createWitness<{ readonly userIdentity?: unknown; readonly eventName: string }>();
  const reader = await createFunction(
    witness.queue,
    `exports.handler = async ({ Records }) => {
       for (const { eventName, userIdentity } of Records) await tell({ eventName, userIdentity });
     };`,
  );
  await mapSource(table.streamArn, reader);
  await enableTimeToLive(table, 'expires');
  await putItem(table, 'short-lived', { expires: aMinuteAgo() });

  const removal = await witness.until('a REMOVE record', (seen) =>
    seen.find(({ eventName }) => eventName === 'REMOVE'),
  );

  expect(removal.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
});

test('row 9: a stream record tells its size', async () => {
  const table = await createTable();
  await putItem(table, 'some-key');

  const record = await until('a record', async () => (await recordsOf(table)).at(0));

  expect(record.dynamodb?.SizeBytes).toBeGreaterThan('some-key'.length);
});

async function recordsOf(table: Table): Promise<readonly StreamRecord[]> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: table.streamArn }));
  const pages = (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: table.streamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    return streams.send(new GetRecordsCommand({ ShardIterator }));
  });
  return (await Promise.all(pages)).flatMap(({ Records }) => Records ?? []);
}
