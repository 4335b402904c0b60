import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

export interface BackfillJobsProps {
  /** Where a scan goes on is a key of the source table: it is kept as rows are. */
  readonly key: IKey;
}

/** Keeps how far backfills came. Operators write to it, and the workers of exports. */
export class BackfillJobs extends Construct {
  readonly tableName: string;
  readonly table: Table;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { key }: BackfillJobsProps) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'job', type: AttributeType.STRING },
      sortKey: { name: 'part', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      // Lost, a backfill begins anew: nothing is worth keeping beyond its stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.tableName = table.tableName;
    this.table = table;
    this.key = key;
  }

  /** A worker overwrites the place of its own file; it reads and removes nothing. */
  allowCheckpoints(worker: NodeFunction): void {
    worker.allow(['dynamodb:PutItem'], [this.table.tableArn]);
    worker.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn]);
  }
}
