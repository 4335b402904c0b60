import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import type { AnalyticsLake } from './analytics-lake.ts';
import { NodeFunction } from './node-function.ts';
import { runEvery } from './run-every.ts';
import type { PolicyKey } from './policy-key.ts';

import type { SourceTable } from './source-table.ts';

export interface AuditorProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  /** Of OpenSearch, with scheme. */
  readonly endpoint: string;
  readonly tables: readonly SourceTable[];
  /** Where it draws deletions from, to look for their tombstones. */
  readonly lake?: AnalyticsLake;
  /** When a field policy hashes. */
  readonly policyKey?: PolicyKey;
}

const EVERY = Duration.hours(1);

/** Compares, once an hour, a random part of the indices with the table, and counts what differs. */
export class Auditor extends Construct {
  readonly function: NodeFunction;
  readonly schedule: Rule;

  constructor(scope: Construct, id: string, { stage, deployment, endpoint, tables, lake, policyKey }: AuditorProps) {
    super(scope, id);
    const name = `${deployment}-auditor`;
    const names = tables.map(({ definition, tableName }) => [definition.name, tableName] as const);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      deployment,
      part: 'auditor',
      description: 'Compares a random part of the indices with the table, once an hour',
      entry: 'functions/auditor/handler.ts',
      size: stage.functions.auditor,
      environment: {
        searchEndpoint: endpoint,
        auditedTables: Stack.of(this).toJsonString(Object.fromEntries(names)),
        ...(lake && { analyticsBucket: lake.bucket.bucketName }),
        ...(policyKey && { policyKey: policyKey.secretArn }),
      },
    });
    for (const { tableArn, key } of tables) {
      this.function.allow(['dynamodb:BatchGetItem', 'dynamodb:DescribeTable', 'dynamodb:Scan'], [tableArn]);
      if (key) this.function.allow(['kms:Decrypt', 'kms:DescribeKey'], [key.keyArn]);
    }
    lake?.allowReadingHistory(this.function);
    policyKey?.allowReading(this.function);
    this.schedule = runEvery(this, 'Hourly', EVERY, name, this.function);
  }
}
