/**
 * What a deployment consists of, as the stacks' outputs say it and the command line reads it. Each top-level part is one
 * CloudFormation output holding JSON: `Stage`, `Bus`, `Table<Name>`, `Consumer<Name>`, `Search`, `Analytics`, `LargeRows`, `PolicyKey`, `Normalizer<Table>`.
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
}

export interface BusOutput {
  readonly name: string;
  readonly arn: string;
  readonly archiveName: string;
  readonly archiveArn: string;
}

export interface ConsumerOutput {
  readonly name: string;
  readonly type: 'search' | 'analytics' | 'function';
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

/** Where rows by reference lie (domain/claim.ts). */
export interface LargeRowsOutput {
  readonly bucket: string;
}

export interface PolicyKeyOutput {
  readonly secretArn: string;
}

export interface Deployment {
  readonly stage: string;
  readonly region: string;
  readonly tables: readonly TableOutput[];
  readonly normalizers: readonly NormalizerOutput[];
  readonly bus: BusOutput;
  readonly consumers: readonly ConsumerOutput[];
  readonly search?: SearchOutput;
  readonly analytics?: AnalyticsOutput;
  /** Undefined for a deployment that is older than this output. */
  readonly largeRows?: LargeRowsOutput;
  /** When a field policy hashes. */
  readonly policyKey?: PolicyKeyOutput;
}
