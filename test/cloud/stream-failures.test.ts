import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3 } from './support/clients.ts';
import { createFunction } from './support/functions.ts';
import { createBucket, createQueue, createTable, mapSource, present, putItem } from './support/scene.ts';
import { until } from '../support/until.ts';
import { createWitness, Witness } from './support/witness.ts';

interface Attempt {
  readonly tried?: readonly string[];
  readonly done?: readonly string[];
}

interface FailureRecord {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly DDBStreamBatchInfo: { readonly batchSize: number; readonly streamArn: string };
  readonly payload?: string;
}

const reportsThirdOnce = `
const reported = new Set();
exports.handler = async ({ Records }) => {
  await tell({ tried: Records.map(idOf) });
  const failing = Records.filter((record) => idOf(record) === 'third' && !reported.has('third'));
  failing.forEach((record) => reported.add(idOf(record)));
  return { batchItemFailures: failing.map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })) };
};`;

const throwsOnPoison = `
exports.handler = async ({ Records }) => {
  const ids = Records.map(idOf);
  await tell({ tried: ids });
  if (ids.includes('poison')) throw new Error('poison');
  await tell({ done: ids });
};`;

const done = (seen: readonly Attempt[]) => new Set(seen.flatMap((attempt) => attempt.done ?? []));
const triesOf = (seen: readonly Attempt[], id: string) => seen.filter((attempt) => attempt.tried?.includes(id)).length;

describe('a stream event source that fails', () => {
  test('row 1: a stream batch failure is retried from the lowest reported sequence number', async () => {
    const table = await createTable();
    const witness = await createWitness<Attempt>();
    for (const id of ['first', 'second', 'third', 'fourth']) await putItem(table, id);

    const reader = await createFunction(witness.queue, reportsThirdOnce);
    await mapSource(table.streamArn, reader, { BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });

    const again = await witness.until('the third record is tried again', (seen) =>
      seen.filter((attempt) => attempt.tried?.includes('third')).at(1),
    );
    expect(again.tried).toEqual(['third', 'fourth']);
    await putItem(table, 'fifth');
    await witness.until('the stream goes on behind it', (seen) =>
      seen.find((attempt) => attempt.tried?.includes('fifth')),
    );
    expect(triesOf(witness.seen, 'first')).toBe(1);
  });

  test('row 2: a batch is given up after MaximumRetryAttempts, and the stream goes on', async () => {
    const table = await createTable();
    const witness = await createWitness<Attempt>();
    await putItem(table, 'poison');

    const reader = await createFunction(witness.queue, throwsOnPoison);
    await mapSource(table.streamArn, reader, { BatchSize: 1, MaximumRetryAttempts: 2 });
    await putItem(table, 'later');

    await witness.until('the record behind the poison one is done', (seen) => done(seen).has('later') || undefined);
    expect(triesOf(witness.seen, 'poison')).toBe(3);
  });

  test('row 2: a bisected batch leaves the bad record alone; S3 gets it whole', async () => {
    const table = await createTable();
    const witness = await createWitness<Attempt>();
    const bucket = await createBucket();
    for (const id of ['a', 'b', 'poison', 'c', 'd']) await putItem(table, id);

    const reader = await createFunction(witness.queue, throwsOnPoison);
    const uuid = await mapSource(table.streamArn, reader, {
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${bucket}` } },
    });

    const key = await until('a failure record in the bucket', async () => {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents?.[0]?.Key;
    });
    await witness.until('the good records are done', (seen) => done(seen).size >= 4 || undefined);
    expect([...done(witness.seen)].sort()).toEqual(['a', 'b', 'c', 'd']);

    const stamp = String.raw`\d{4}/\d{2}/\d{2}/\d{4}-\d{2}-\d{2}T\d{2}\.\d{2}\.\d{2}-[0-9a-f-]{36}`;
    expect(key).toMatch(new RegExp(`^aws/lambda/${uuid}/shardId-[^/]+/${stamp}$`));
    const record = await failureRecordAt(bucket, key);
    expect(record.requestContext.condition).toBe('RetryAttemptsExhausted');
    expect(record.DDBStreamBatchInfo).toMatchObject({ batchSize: 1, streamArn: table.streamArn });
    expect(record.payload).toContain('"poison"');
    expect(record.payload).toContain('"NewImage"');
  });

  test('row 2: an SQS on-failure destination gets the metadata of a batch that ran out of retries', async () => {
    const table = await createTable();
    const witness = await createWitness<Attempt>();
    const failures = new Witness<FailureRecord>(await createQueue());
    await putItem(table, 'poison');

    const reader = await createFunction(witness.queue, throwsOnPoison);
    await mapSource(table.streamArn, reader, {
      BatchSize: 1,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: failures.queue.arn } },
    });

    const record = await failures.until('a failure record in the queue', (seen) => seen.at(0));
    expect(record.requestContext).toMatchObject({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 });
    expect(record.payload).toBeUndefined();
  });
});

async function failureRecordAt(bucket: string, key: string): Promise<FailureRecord> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse(await present(Body, 'a body').transformToString()) as FailureRecord;
}
