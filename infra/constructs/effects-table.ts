import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import type { NodeFunction } from './node-function.ts';

export interface EffectsTableProps {
  readonly stage: StageSettings;
  readonly key: IKey;
}

/** Remembers which side effects were begun and how they ended: Powertools idempotency's own attribute names. */
export class EffectsTable extends Construct {
  readonly table: Table;
  readonly tableName: string;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { stage, key }: EffectsTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Lost records would let mails go out again with the next duplicate.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      deletionProtection: stage.protectData,
      removalPolicy: dataRemovalPolicy(stage),
    });
    this.tableName = this.table.tableName;
    this.key = key;
  }

  allowRecording(caller: NodeFunction): void {
    caller.allow(
      ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      [this.table.tableArn],
    );
    allowTableKey(caller, this.key);
  }
}

/** DynamoDB uses a table's key in the name of its caller. */
export function allowTableKey(caller: NodeFunction, key: IKey): void {
  caller.allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], [key.keyArn]);
}
