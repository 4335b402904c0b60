import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  CfnTable,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct, type Node } from 'constructs';
import type { KeyAttribute, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';

/** A table of the user's: every ITable is one, also under exactOptionalPropertyTypes. */
export interface GivenTable {
  readonly node: Node;
  readonly tableArn: string;
  readonly tableName: string;
  readonly tableStreamArn?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

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
      this.streamArn = streamOf(given, props.table.name);
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

/** @throws HeadwaterError HW_CONFIG when it has none, or one without both images, as far as the template shows */
function streamOf(table: GivenTable, name: string): string {
  const made = table.node.defaultChild;
  const view =
    made instanceof CfnTable ? (made.streamSpecification as CfnTable.StreamSpecificationProperty) : undefined;
  if (table.tableStreamArn === undefined) {
    throw new HeadwaterError(
      'HW_CONFIG',
      `table ${name}: it has no stream: give it stream: StreamViewType.NEW_AND_OLD_IMAGES`,
    );
  }
  if (view && view.streamViewType !== 'NEW_AND_OLD_IMAGES') {
    throw new HeadwaterError(
      'HW_CONFIG',
      `table ${name}: its stream has ${view.streamViewType}: it must be NEW_AND_OLD_IMAGES`,
    );
  }
  return table.tableStreamArn;
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
