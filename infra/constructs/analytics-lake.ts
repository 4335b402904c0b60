import { Aws, Duration, Size } from 'aws-cdk-lib/core';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Bucket, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { glueColumns } from '../../shared/dialects/glue/columns.ts';
import { POSITION_SEEN } from '../../shared/domain/history/analytics-columns.ts';
import { sqlName, standalone, tableNames, tablesIn } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { NamedQuery } from '../../shared/domain/definition/headwater.ts';
import { addressesKey, COMPACTION_PREFIX, CURRENT_PREFIX, reachKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { GATHERED_PREFIX, HISTORY_PREFIX } from '../../shared/dialects/s3/history-key.ts';
import { VOIDED_PREFIX } from '../../shared/domain/change/voided.ts';
import { pascalCase } from '../names.ts';
import type { StageSettings } from '../stages.ts';
import { dataBucket } from './data-bucket.ts';
import type { NodeFunction } from './node-function.ts';

export interface AnalyticsLakeProps {
  readonly stage: StageSettings;
  readonly deployment: string;
  readonly entities: readonly Entity[];
  readonly queries: readonly NamedQuery[];
  readonly key: IKey;
}

const RESULTS_PREFIX = 'athena-results/';
/** No change is older than what an archive or a stream can hold when Headwater is first deployed. */
const FIRST_DAY = '2025-01-01';

const PARQUET_SERDE = { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' };

/** An entity's tables in Glue. */
export interface LakeTables {
  readonly history: CfnTable;
  readonly snapshot: CfnTable;
  /** How far the snapshot reaches. */
  readonly reach: CfnTable;
}

/** The S3 analytics copy: bucket, a Glue table per entity, and an Athena workgroup to query them with. */
export class AnalyticsLake extends Construct {
  readonly bucket: Bucket;
  readonly database: CfnDatabase;
  /** By entity. */
  readonly tables: ReadonlyMap<string, LakeTables>;
  readonly workgroup: CfnWorkGroup;
  /** By the names of the definition's queries. */
  readonly queries: ReadonlyMap<string, CfnNamedQuery>;
  readonly databaseName: string;
  readonly workgroupName: string;

  constructor(scope: Construct, id: string, props: AnalyticsLakeProps) {
    super(scope, id);
    const { stage, deployment, entities, key } = props;
    // Not versioned: an object's name comes from its content, so that writing it again changes nothing.
    this.bucket = dataBucket(this, 'Bucket', {
      stage,
      key,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { prefix: RESULTS_PREFIX, expiration: Duration.days(7) },
        { prefix: COMPACTION_PREFIX, expiration: Duration.days(7) },
        {
          prefix: HISTORY_PREFIX,
          transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }],
        },
      ],
    });
    this.databaseName = sqlName(deployment);
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: this.databaseName, description: 'History of every change, from Headwater' },
    });
    this.workgroup = this.makeWorkgroup(props);
    this.workgroupName = this.workgroup.name;
    this.tables = new Map(entities.map((entity) => [entity.name, this.makeTables(entity)]));
    this.queries = new Map(props.queries.map((query) => [query.name, this.saveQuery(query, entities)]));
  }

  /** Objects are written, never read back: their names come from what they hold. */
  allowAppending(caller: NodeFunction): void {
    const { bucketArn, encryptionKey } = this.bucket;
    const reason = "An object's name comes from its content.";
    caller.allowWithin(['s3:PutObject'], bucketArn, `/${HISTORY_PREFIX}*`, reason);
    if (encryptionKey) caller.allow(['kms:GenerateDataKey'], [encryptionKey.keyArn]);
  }

  allowReadingHistory(caller: NodeFunction): void {
    const { bucketArn, encryptionKey } = this.bucket;
    const reason = "An object's name comes from its content.";
    caller.allow(['s3:ListBucket'], [bucketArn]);
    caller.allowWithin(['s3:GetObject'], bucketArn, `/${HISTORY_PREFIX}*`, reason);
    if (encryptionKey) caller.allow(['kms:Decrypt'], [encryptionKey.keyArn]);
  }

  /** The records of voided changes. ListBucket also for GetObject: without it S3 answers 403 for what is not there. */
  allowReadingVoided(caller: NodeFunction): void {
    const { bucketArn, encryptionKey } = this.bucket;
    caller.allow(['s3:ListBucket'], [bucketArn]);
    caller.allowWithin(['s3:GetObject'], bucketArn, `/${VOIDED_PREFIX}*`, 'A record for each entity.');
    if (encryptionKey) caller.allow(['kms:Decrypt'], [encryptionKey.keyArn]);
  }

  /** History is read, and larger objects put in the place of small ones; snapshots are written, read and removed. */
  allowCompacting(caller: NodeFunction): void {
    const { bucketArn, encryptionKey } = this.bucket;
    const reason = "An object's name comes from its content.";
    const within = (actions: readonly string[], prefix: string): void =>
      caller.allowWithin(actions, bucketArn, `/${prefix}*`, reason);
    // Also for s3:GetObject: without it S3 answers 403 for what is not there.
    caller.allow(['s3:ListBucket'], [bucketArn]);
    within(['s3:GetObject', 's3:DeleteObject'], HISTORY_PREFIX);
    within(['s3:GetObject'], VOIDED_PREFIX);
    within(['s3:PutObject'], GATHERED_PREFIX);
    within(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], CURRENT_PREFIX);
    within(['s3:GetObject', 's3:PutObject'], COMPACTION_PREFIX);
    if (encryptionKey) caller.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [encryptionKey.keyArn]);
  }

  private makeTables(entity: Entity): LakeTables {
    const tables = {
      history: this.makeTable(entity),
      snapshot: this.makeSnapshotTable(entity),
      reach: this.makeReachTable(entity),
    };
    for (const table of Object.values(tables)) table.addResourceDependency(this.database);
    return tables;
  }

  /** Partition projection: Athena computes the partitions, so that no crawler or ALTER TABLE has to add them. */
  private makeTable(entity: Entity): CfnTable {
    const location = `${this.bucket.s3UrlForObject(HISTORY_PREFIX)}entity=${entity.name}/`;
    return new CfnTable(this, `Table${pascalCase(entity.name)}`, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.databaseName,
      tableInput: {
        name: tableNames(entity).history,
        description: `History of ${entity.name}: one row per change`,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.date.type': 'date',
          'projection.date.format': 'yyyy-MM-dd',
          // A source's clock may run ahead of Athena's.
          'projection.date.range': `${FIRST_DAY},NOW+1DAYS`,
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
          'storage.location.template': `${location}date=\${date}/hour=\${hour}/`,
        },
        partitionKeys: [
          { name: 'date', type: 'string', comment: 'Day of the change at its source, UTC' },
          { name: 'hour', type: 'string', comment: 'Hour of the change at its source, UTC' },
        ],
        storageDescriptor: {
          location,
          columns: glueColumns(entity),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: PARQUET_SERDE,
        },
      },
    });
  }

  /** The snapshot, as its list of files names it: one object, so that Athena too sees the old one or the new one. */
  private makeSnapshotTable(entity: Entity): CfnTable {
    return new CfnTable(this, `Snapshot${pascalCase(entity.name)}`, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.databaseName,
      tableInput: {
        name: tableNames(entity).snapshot,
        description: `${entity.name} as of the last compaction: one row per key, tombstones among them`,
        tableType: 'EXTERNAL_TABLE',
        parameters: { classification: 'parquet' },
        storageDescriptor: {
          location: this.folderOf(addressesKey(entity.name)),
          columns: [...glueColumns(entity), { name: POSITION_SEEN.name, type: 'string' }],
          inputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: PARQUET_SERDE,
        },
      },
    });
  }

  /** Which history goes with the snapshot: one line of text, switched after the list of files. */
  private makeReachTable(entity: Entity): CfnTable {
    return new CfnTable(this, `SnapshotReach${pascalCase(entity.name)}`, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.databaseName,
      tableInput: {
        name: tableNames(entity).reach,
        description: `From which day on ${entity.name}'s history has what the snapshot may lack`,
        tableType: 'EXTERNAL_TABLE',
        parameters: { classification: 'csv' },
        storageDescriptor: {
          location: this.folderOf(reachKey(entity.name)),
          columns: [
            { name: 'history_from', type: 'string' },
            { name: 'outlived_before', type: 'string' },
          ],
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
            parameters: { 'field.delim': ',' },
          },
        },
      },
    });
  }

  private folderOf(key: string): string {
    return this.bucket.s3UrlForObject(key.slice(0, key.lastIndexOf('/') + 1));
  }

  private makeWorkgroup({ deployment, stage, key }: AnalyticsLakeProps): CfnWorkGroup {
    return new CfnWorkGroup(this, 'Workgroup', {
      name: deployment,
      description: "Queries of Headwater's history",
      // Query history goes with it; results are in the bucket.
      recursiveDeleteOption: !stage.protectData,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: Size.gibibytes(stage.queryScanLimitGiB).toBytes(),
        resultConfiguration: {
          outputLocation: this.bucket.s3UrlForObject(RESULTS_PREFIX),
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
  }

  private saveQuery(query: NamedQuery, entities: readonly Entity[]): CfnNamedQuery {
    const { name, description, parameters = [], sql } = query;
    const given = parameters.length > 0 ? ` (give: ${parameters.join(', ')})` : '';
    const saved = new CfnNamedQuery(this, `Query${pascalCase(name)}`, {
      name,
      description: `${description}${given}`,
      database: this.databaseName,
      workGroup: this.workgroupName,
      queryString: standalone(sql, entities, (entity) => tablesIn(this.databaseName, entity)),
    });
    saved.addResourceDependency(this.workgroup);
    return saved;
  }
}
