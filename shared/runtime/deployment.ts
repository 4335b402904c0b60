import type { ConsumerType } from '../domain/definition/headwater.ts';

/**
 * What a deployment consists of, as the stacks' outputs say it and the command line reads it. Each top-level part is one
 * CloudFormation output holding JSON: `Stage`, `Bus`, `Table<Name>`, `Consumer<Name>`, `Search`, `Analytics`, `PolicyKey`, `Normalizer<Table>`, `Backfill`.
 */
export interface TableOutput {
  readonly name: string;
  readonly physicalName: string;
  readonly tableArn: string;
  readonly streamArn: string;
  readonly entities: readonly string[];
}

export interface NormalizerOutput {
  readonly table: string;
  readonly functionName: string;
  readonly logGroup: string;
  readonly rejectedQueueUrl: string;
  readonly failuresBucket: string;
  /** Where rows lie that travel by reference. */
  readonly claimsBucket: string;
}

export interface BusOutput {
  readonly name: string;
  readonly arn: string;
  readonly archiveName: string;
  readonly archiveArn: string;
}

export interface ConsumerOutput {
  readonly name: string;
  readonly type: ConsumerType;
  readonly entities: readonly string[];
  readonly ruleArn: string;
  readonly bufferUrl: string;
  readonly deadLetterUrl: string;
  readonly ruleDeadLetterUrl: string;
  readonly functionName: string;
  readonly logGroup: string;
}

export interface SearchOutput {
  /** `https://...` on AWS; `http://127.0.0.1:9201` locally. */
  readonly endpoint: string;
  /** The domain's name, when Headwater made it. */
  readonly domainName?: string;
}

export interface AnalyticsOutput {
  readonly bucket: string;
  /** Key prefix of the history: `history/`. */
  readonly historyPrefix: string;
  readonly glueDatabase?: string;
  /** Athena's. */
  readonly workgroup?: string;
}

export interface PolicyKeyOutput {
  readonly secretArn: string;
}

export interface ExportOutput {
  readonly table: string;
  /** Takes exports. */
  readonly bucket: string;
  readonly stateMachineArn: string;
}

export interface BackfillOutput {
  /** Table that keeps how far backfills came. */
  readonly jobsTable: string;
  /** When headwater.config.ts asks for it, for each table. */
  readonly viaExport?: readonly ExportOutput[];
}

/** What is deployed of one stage: names, addresses and ARNs. */
export interface Deployment {
  readonly stage: string;
  readonly region: string;
  readonly tables: readonly TableOutput[];
  readonly normalizers: readonly NormalizerOutput[];
  readonly bus: BusOutput;
  readonly consumers: readonly ConsumerOutput[];
  readonly search?: SearchOutput;
  readonly analytics?: AnalyticsOutput;
  /** When a field policy hashes. */
  readonly policyKey?: PolicyKeyOutput;
  readonly backfill?: BackfillOutput;
}
