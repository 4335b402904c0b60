import { Duration } from 'aws-cdk-lib/core';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { EventBus, IEventBus } from 'aws-cdk-lib/aws-events';
import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { type ConsumerStores, makeConsumerStores } from './consumers/resources.ts';
import { own } from '../shared/domain/own.ts';
import { DEFAULT_ARCHIVE_DAYS, RETENTION_DAYS } from '../shared/domain/retention/retention.ts';
import type { AnalyticsLake } from './constructs/analytics-lake.ts';
import type { EffectsTable } from './constructs/effects-table.ts';
import { ChangeBus } from './constructs/change-bus.ts';
import { dataBucket } from './constructs/data-bucket.ts';
import type { GivenTable } from './constructs/given-table.ts';
import { LargeRows } from './constructs/large-rows.ts';
import { PolicyKey, anyHashes } from './constructs/policy-key.ts';
import { SchemaRegistry } from './constructs/schema-registry.ts';
import type { DomainPlace } from './constructs/search-domain.ts';
import { SourceTable } from './constructs/source-table.ts';
import { deploymentName, pascalCase } from './names.ts';
import { type StageSettings, dataRemovalPolicy } from './stages.ts';

/** What is there already. */
export interface Given {
  /** By the names of the definition's tables; each with a stream of both images. */
  readonly tables?: Readonly<Record<string, GivenTable>>;
  /** Its archive is made; the bus is not touched. */
  readonly bus?: IEventBus | EventBus;
  /** Of OpenSearch Service, 2.x or 3.x; its own policies must let the account's roles in. */
  readonly searchDomain?: IDomain;
}

export interface StoresProps {
  readonly definition: HeadwaterDefinition;
  readonly stage: StageSettings;
  /** What is there already and is used instead of one of its own. @default all is made */
  readonly given?: Given;
}

/** Everything that holds data, apart from what processes it: the pipeline can be torn down and made anew beside it. */
export class Stores {
  /** Of all that keeps rows. */
  readonly key: Key;
  readonly tables: readonly SourceTable[];
  readonly changeBus: ChangeBus;
  readonly schemas: SchemaRegistry;
  readonly failures: Bucket;
  readonly largeRows: LargeRows;
  /** When a field policy hashes. */
  readonly policyKey?: PolicyKey;
  readonly consumerStores: ConsumerStores;

  /** @param scope what all of it is made in: the stack of the ready-made app, or a construct in somebody's own */
  constructor(scope: Construct, props: StoresProps) {
    const { definition, stage, given = {} } = props;
    const name = deploymentName(definition, stage);

    // One key for all that keeps rows: whoever may use it may read them, so there is one list to review.
    const key = new Key(scope, 'Key', {
      alias: name,
      description: `Rows that ${name} keeps, at rest`,
      enableKeyRotation: true,
      removalPolicy: dataRemovalPolicy(stage),
      pendingWindow: Duration.days(stage.protectData ? 30 : 7),
    });
    this.key = key;
    this.tables = definition.tables.map(
      (table) =>
        new SourceTable(scope, `Table${pascalCase(table.name)}`, {
          stage,
          table,
          key,
          given: own(given.tables ?? {}, table.name),
        }),
    );
    this.changeBus = new ChangeBus(scope, 'ChangeBus', {
      stage,
      name,
      sources: definition.tables.map((table) => `headwater.${table.name}`),
      given: given.bus,
      ...(definition.archiveDays !== undefined && { archiveDays: definition.archiveDays }),
    });
    this.schemas = new SchemaRegistry(scope, 'Schemas', { name, tables: stage.eventSchemas ? definition.tables : [] });
    this.failures = dataBucket(scope, 'Failures', {
      stage,
      key,
      lifecycleRules: [
        { expiration: Duration.days(RETENTION_DAYS.failures), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    const { archiveDays = DEFAULT_ARCHIVE_DAYS } = definition;
    this.largeRows = new LargeRows(scope, 'LargeRows', { stage, key, archiveDays });
    if (anyHashes(definition)) this.policyKey = new PolicyKey(scope, 'PolicyKey', { stage, key });
    this.consumerStores = makeConsumerStores(scope, { stage, name, definition, key, given });
  }

  /** When a search consumer is declared and no existing endpoint. */
  get searchDomain(): DomainPlace | undefined {
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
