/** What DynamoDB tells of a table: its keys, its indexes, its TTL, how large it is. */
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { KeyAttribute } from '../../domain/definition/headwater.ts';
import { HeadwaterError } from '../../domain/errors.ts';

/** A table as DescribeTable counts it: up to six hours old (API reference, TableDescription). */
export interface TableSize {
  readonly items: number;
  readonly bytes: number;
  /** Whether reads are paid for one by one. */
  readonly onDemand: boolean;
  /** Units a second, of a provisioned table. */
  readonly provisioned: number | undefined;
  readonly arn: string;
}

export interface DescribedTable extends TableSize {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Key attributes of its indexes. */
  readonly indexKeys: readonly string[];
  /** The attribute by which items expire, where that is on or being turned on. */
  readonly timeToLive?: string;
  /** Where its stream carries new and old images. */
  readonly existing?: { readonly tableArn: string; readonly streamArn: string };
}

/** @returns undefined: there is no such table */
export async function findTable(client: DynamoDBClient, tableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** One request, and no right but dynamodb:DescribeTable. */
export async function readTableSize(client: DynamoDBClient, tableName: string): Promise<TableSize> {
  const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return sizeOf(Table);
}

/** @param tableName name or ARN */
export async function describeTable(
  client: DynamoDBClient,
  tableName: string,
  signal?: AbortSignal,
): Promise<DescribedTable> {
  const options = signal ? { abortSignal: signal } : {};
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }), options);
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }), options);
  const types = new Map(Table?.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]));
  const keyOf = (name = ''): KeyAttribute => ({
    name,
    type: ({ S: 'string', N: 'number', B: 'binary' } as const)[types.get(name) ?? 'S'],
  });
  const [partitionKey, sortKey] = Table?.KeySchema?.map(({ AttributeName }) => keyOf(AttributeName)) ?? [];
  if (!Table?.TableName || !partitionKey) {
    throw new HeadwaterError('HW_CONFIG', `table ${tableName}: DynamoDB described no key of it`);
  }
  const indexes = [...(Table.GlobalSecondaryIndexes ?? []), ...(Table.LocalSecondaryIndexes ?? [])];
  const { TableArn: tableArn, LatestStreamArn: streamArn, StreamSpecification: stream } = Table;
  const hasImages = stream?.StreamEnabled === true && stream.StreamViewType === 'NEW_AND_OLD_IMAGES';
  const { AttributeName: timeToLive, TimeToLiveStatus: status = '' } = TimeToLiveDescription ?? {};
  return {
    name: Table.TableName,
    partitionKey,
    ...(sortKey && { sortKey }),
    indexKeys: indexes.flatMap(({ KeySchema }) => KeySchema?.map(({ AttributeName }) => AttributeName ?? '') ?? []),
    ...(timeToLive !== undefined && status.startsWith('ENABL') && { timeToLive }),
    ...(hasImages && tableArn && streamArn && { existing: { tableArn, streamArn } }),
    ...sizeOf(Table),
  };
}

function sizeOf(table: TableDescription): TableSize {
  const onDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  return {
    items: table.ItemCount ?? 0,
    bytes: table.TableSizeBytes ?? 0,
    onDemand,
    provisioned: onDemand ? undefined : table.ProvisionedThroughput?.ReadCapacityUnits,
    arn: table.TableArn ?? '',
  };
}
