import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateArchiveCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Log } from '../../local/progress.ts';
import type { HeadwaterDefinition, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { BusOutput } from '../../shared/runtime/deployment.ts';
import { readSessionDeployment, type Session } from '../cloud/session.ts';

/**
 * Does through the APIs what an emulator's CloudFormation leaves out, and says so. Where nothing is missing, nothing is
 * done.
 */
export async function completeEmulator(session: Session, log: Log, { archive }: { archive: boolean }): Promise<void> {
  const { clients, definition } = session;
  const deployment = await readSessionDeployment(session);
  const note = (text: string): void => log({ step: 'deploy', state: 'note', text });
  for (const table of definition.tables) {
    const physical = deployment.tables.find(({ name }) => name === table.name)?.physicalName;
    if (physical !== undefined && (await enableTimeToLive(clients.dynamoDb, physical, table))) {
      note(`TTL of table ${table.name}: this cloud's CloudFormation ignores it, so it was switched on through the API`);
    }
  }
  if (archive && (await createArchive(clients.eventBridge, deployment.bus, definition))) {
    note('the archive: made through the API, as this cloud has no such resource');
  }
}

/** @returns whether it was off and should not have been */
async function enableTimeToLive(client: DynamoDBClient, physical: string, table: TableDefinition): Promise<boolean> {
  const { timeToLive: AttributeName } = table;
  // MiniStack 1.5.33 and LocalStack's CloudFormation differ in whether they take TimeToLiveSpecification.
  if (AttributeName === undefined || table.existing) return false;
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: physical }));
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return false;
  const TimeToLiveSpecification = { AttributeName, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: physical, TimeToLiveSpecification }));
  return true;
}

/** @returns false when it was there already */
async function createArchive(
  client: EventBridgeClient,
  bus: BusOutput,
  { tables }: HeadwaterDefinition,
): Promise<boolean> {
  const command = new CreateArchiveCommand({
    ArchiveName: bus.archiveName,
    EventSourceArn: bus.arn,
    EventPattern: JSON.stringify({ source: tables.map(({ name }) => `headwater.${name}`) }),
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceAlreadyExistsException') return false;
    throw error;
  }
}
