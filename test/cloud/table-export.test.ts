import { gunzipSync } from 'node:zlib';
import {
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { dynamodb, region, s3 } from './support/clients.ts';
import { accountId, createBucket, createTable, putItem } from './support/scene.ts';

const arnOf = async (name: string): Promise<string> => `arn:aws:dynamodb:${region}:${await accountId()}:table/${name}`;

test('row 11: an export writes every item, in files that its manifest names', async () => {
  const [table, bucket] = [await createTable(), await createBucket()];
  await recovering(table.name);
  const ids = Array.from({ length: 20 }, (_, index) => `item-${index}`);
  for (const id of ids) await putItem(table, id, { number: 7 });

  const request = { TableArn: await arnOf(table.name), S3Bucket: bucket };
  const { ExportDescription: begun } = await dynamodb.send(new ExportTableToPointInTimeCommand(request));
  await putItem(table, 'later', {});
  const done = await until('the export is complete', async () => {
    const answer = await dynamodb.send(new DescribeExportCommand({ ExportArn: begun?.ExportArn }));
    return answer.ExportDescription?.ExportStatus === 'COMPLETED' ? answer.ExportDescription : undefined;
  });

  expect(begun).toMatchObject({ ExportStatus: 'IN_PROGRESS' });
  expect(begun?.ExportManifest).toBeUndefined();
  expect(done).toMatchObject({ ItemCount: 20, ExportTime: expect.any(Date) as Date });
  const summary = JSON.parse((await bytesOf(bucket, done.ExportManifest)).toString()) as { manifestFilesS3Key: string };
  const files = (await bytesOf(bucket, summary.manifestFilesS3Key)).toString().trim().split('\n');
  const items = [];
  for (const file of files) {
    const { dataFileS3Key } = JSON.parse(file) as { dataFileS3Key: string };
    items.push(
      ...gunzipSync(await bytesOf(bucket, dataFileS3Key))
        .toString()
        .split('\n')
        .filter(Boolean),
    );
  }
  const found = items.map((line) => (JSON.parse(line) as { Item: { id: { S: string } } }).Item.id.S);
  expect(found.toSorted()).toEqual(ids.toSorted());
});

test('row 11: a table without point-in-time recovery is not exported', async () => {
  const [table, bucket] = [await createTable(), await createBucket()];
  const request = { TableArn: await arnOf(table.name), S3Bucket: bucket };

  await expect(dynamodb.send(new ExportTableToPointInTimeCommand(request))).rejects.toThrow(
    `Point in time recovery is not enabled for table '${table.name}'`,
  );
});

async function recovering(TableName: string): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
}

async function bytesOf(Bucket: string, Key: string | undefined): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
