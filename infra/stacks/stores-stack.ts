import { Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { DEFAULT_ARCHIVE_DAYS, RETENTION_DAYS } from '../../shared/domain/retention.ts';
import type { AnalyticsLake } from '../constructs/analytics-lake.ts';
import type { EffectsTable } from '../constructs/effects-table.ts';
import { ChangeBus } from '../constructs/change-bus.ts';
import { dataBucket } from '../constructs/data-bucket.ts';
import { LargeRows } from '../constructs/large-rows.ts';
import { PolicyKey, anyHashes } from '../constructs/policy-key.ts';
import { SchemaRegistry } from '../constructs/schema-registry.ts';
import type { SearchDomain } from '../constructs/search-domain.ts';
import { type ConsumerStores, makeConsumerStores } from '../consumers/resources.ts';
import { SourceTable } from '../constructs/source-table.ts';
import { deploymentName, pascalCase } from '../names.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';

export interface StoresStackProps extends StackProps {
  readonly definition: HeadwaterDefinition;
  readonly stage: StageSettings;
}

/** Everything that holds data, apart from what processes it: the pipeline can be torn down and made anew beside it. */
export class StoresStack extends Stack {
  /** Of all that keeps rows. */
  readonly key: Key;
  readonly tables: readonly SourceTable[];
  readonly changeBus: ChangeBus;
  readonly failures: Bucket;
  readonly largeRows: LargeRows;
  /** When a field policy hashes. */
  readonly policyKey?: PolicyKey;
  readonly consumerStores: ConsumerStores;

  constructor(scope: Construct, id: string, props: StoresStackProps) {
    super(scope, id, props);
    const { definition, stage } = props;
    const name = deploymentName(definition, stage);

    // One key for all that keeps rows: whoever may use it may read them, so there is one list to review.
    const key = new Key(this, 'Key', {
      alias: name,
      description: `Rows that ${name} keeps`,
      enableKeyRotation: true,
      removalPolicy: dataRemovalPolicy(stage),
      pendingWindow: Duration.days(stage.protectData ? 30 : 7),
    });
    this.key = key;
    this.tables = definition.tables.map(
      (table) => new SourceTable(this, `Table${pascalCase(table.name)}`, { stage, table, key }),
    );
    this.changeBus = new ChangeBus(this, 'ChangeBus', {
      stage,
      name,
      sources: definition.tables.map((table) => `headwater.${table.name}`),
      ...(definition.archiveDays !== undefined && { archiveDays: definition.archiveDays }),
    });
    new SchemaRegistry(this, 'Schemas', { name, tables: definition.tables });
    this.failures = dataBucket(this, 'Failures', {
      stage,
      key,
      lifecycleRules: [
        { expiration: Duration.days(RETENTION_DAYS.failures), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    const { archiveDays = DEFAULT_ARCHIVE_DAYS } = definition;
    this.largeRows = new LargeRows(this, 'LargeRows', { stage, key, archiveDays });
    if (anyHashes(definition)) this.policyKey = new PolicyKey(this, 'PolicyKey', { stage, key });
    this.consumerStores = makeConsumerStores(this, { stage, name, definition, key });
  }

  /** When a search consumer is declared and no existing endpoint. */
  get searchDomain(): SearchDomain | undefined {
    return this.consumerStores.search;
  }

  /** When an analytics consumer is declared. */
  get analyticsLake(): AnalyticsLake | undefined {
    return this.consumerStores.analytics;
  }

  /** When a consumer with side effects is declared. */
  get effects(): EffectsTable | undefined {
    return this.consumerStores.function;
  }
}
