import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { KeyAttribute, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { type GivenTable, checkedStream } from './given-table.ts';

export interface SourceTableProps {
  readonly stage: StageSettings;
  readonly table: TableDefinition;
  /** Encrypts the table when Headwater makes it. */
  readonly key: IKey;
  /** The user's own. @default the one that the definition names, or a new one */
  readonly given?: GivenTable | undefined;
}

/** The table that changes come from: a new one, or the existing one that the definition names. */
export class SourceTable extends Construct {
  readonly definition: TableDefinition;
  readonly tableName: string;
  readonly tableArn: string;
  readonly streamArn: string;
  /** Readers of the stream must be able to decrypt with it; an existing table's key is not ours to know. */
  readonly key?: IKey;
  /** When Headwater makes it. */
  readonly table?: Table;

  constructor(scope: Construct, id: string, props: SourceTableProps) {
    super(scope, id);
    this.definition = props.table;
    const { given } = props;
    if (given) {
      this.tableArn = given.tableArn;
      this.tableName = given.tableName;
      this.streamArn = checkedStream(given, props.table);
      if (given.encryptionKey) this.key = given.encryptionKey;
      return;
    }
    const { existing } = props.table;
    if (existing !== undefined) {
      this.tableArn = existing.tableArn;
      this.streamArn = existing.streamArn;
      this.tableName = Table.fromTableArn(this, 'Table', existing.tableArn).tableName;
      return;
    }
    const table = newTable(this, props);
    this.table = table;
    this.tableArn = table.tableArn;
    this.tableName = table.tableName;
    this.streamArn = table.tableStreamArn ?? '';
    this.key = props.key;
  }
}

function newTable(scope: Construct, { stage, table, key }: SourceTableProps): Table {
  return new Table(scope, 'Table', {
    partitionKey: attribute(table.partitionKey),
    ...(table.sortKey && { sortKey: attribute(table.sortKey) }),
    ...(table.timeToLive && { timeToLiveAttribute: table.timeToLive }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    // Both images: what changed, and what a filtered view must take leave of, can only be told from the two.
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    deletionProtection: stage.protectData,
    removalPolicy: dataRemovalPolicy(stage),
  });
}

function attribute({ name, type }: KeyAttribute): Attribute {
  const types = { string: AttributeType.STRING, number: AttributeType.NUMBER, binary: AttributeType.BINARY };
  return { name, type: types[type] };
}
