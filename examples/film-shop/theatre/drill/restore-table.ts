import {
  CreateBackupCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  RestoreTableFromBackupCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { PlayFailure } from '../failure.ts';
import { waitFor } from '../story/wait.ts';
import type { DrillDay } from './drill-day.ts';
import { moveEventSource } from './event-sources.ts';

/** A backup, and what of the table it does not hold. */
export interface TableBackup {
  readonly arn: string;
  readonly name: string;
  /** Of the stream that the table had. */
  readonly streamArn: string;
  readonly timeToLive: string | undefined;
}

export async function backUpTable({ session, table }: DrillDay): Promise<TableBackup> {
  const { dynamoDb } = session.clients;
  const name = `drill-${Date.now()}`;
  const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: table }));
  const { TimeToLiveDescription } = await dynamoDb.send(new DescribeTimeToLiveCommand({ TableName: table }));
  const { BackupDetails } = await dynamoDb.send(new CreateBackupCommand({ TableName: table, BackupName: name }));
  const [arn, streamArn] = [BackupDetails?.BackupArn, Table?.LatestStreamArn];
  if (arn === undefined || streamArn === undefined || Table?.DeletionProtectionEnabled) {
    throw new PlayFailure(
      `Table ${table} cannot be put away and restored: it is protected, or has no stream.`,
      'The drill needs a stage that gives its tables up, such as dev.',
    );
  }
  return { arn, name, streamArn, timeToLive: TimeToLiveDescription?.AttributeName };
}

/**
 * Puts the table of a backup in the place of the one there is, as one does who has lost it: a restored table has no stream and
 * no TTL; both are switched on, and the normalizer is moved to the new stream. What was done already is not done again.
 *
 * @param unread looks at it while nothing reads the new stream yet
 * @returns the ARN of the new stream
 */
export async function restoreTable(
  day: DrillDay,
  backup: TableBackup,
  unread: () => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const { session, table: TableName } = day;
  const { dynamoDb } = session.clients;
  const there = await describe(day);
  if (there?.LatestStreamArn === backup.streamArn) {
    await dynamoDb.send(new DeleteTableCommand({ TableName }));
    await waitFor(day, 'the lost table is gone', async () => ((await describe(day)) ? undefined : true));
  }
  if (!(await describe(day))) {
    await dynamoDb.send(new RestoreTableFromBackupCommand({ TargetTableName: TableName, BackupArn: backup.arn }));
    await untilActive(day);
  }
  const restored = await describe(day);
  if (!restored?.StreamSpecification?.StreamEnabled) {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    await dynamoDb.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  }
  const { LatestStreamArn = '' } = await untilActive(day);
  await unread();
  const normalizer = session.deployment.normalizers.find(({ table }) => table === 'shop');
  await moveEventSource(day, normalizer?.functionName ?? '', LatestStreamArn);
  if (backup.timeToLive !== undefined) {
    const TimeToLiveSpecification = { AttributeName: backup.timeToLive, Enabled: true };
    await dynamoDb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
  return LatestStreamArn;
}

async function describe({ session, table }: DrillDay): Promise<TableDescription | undefined> {
  try {
    return (await session.clients.dynamoDb.send(new DescribeTableCommand({ TableName: table }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function untilActive(day: DrillDay): Promise<TableDescription> {
  const { found } = await waitFor(day, 'the table is active', async () => {
    const table = await describe(day);
    return table?.TableStatus === 'ACTIVE' ? table : undefined;
  });
  return found;
}
