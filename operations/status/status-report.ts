import type { ReindexState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import type { LastError } from './function-logs.ts';
import type { NotEmulated } from './not-emulated.ts';
import type { QueueStatus } from '../deployment/queues.ts';
import type { StreamProblem } from './stream-problems.ts';
import type { IndexProblem } from '../../shared/adapters/opensearch/index-problems.ts';

/** What `headwater status --json` prints: all that a script needs to work with a deployment. Names are physical. */
export interface StatusReport {
  readonly stage: string;
  readonly region: string;
  /** Of the AWS APIs; null on AWS itself, where the SDK knows them. */
  readonly endpoint: string | null;
  readonly tables: readonly {
    readonly name: string;
    readonly streamArn: string;
    readonly entities: readonly string[];
  }[];
  readonly bus: { readonly name: string; readonly archive: string };
  readonly queues: readonly QueueStatus[];
  readonly search: {
    readonly endpoint: string;
    /** By entity; `index` is null while it has none. */
    readonly entities: Readonly<Record<string, IndexStatus>>;
    /** Damaged indices and aliases, an OpenSearch that does not answer; empty when all is well. */
    readonly problems: readonly IndexProblem[];
  } | null;
  readonly analytics: {
    readonly bucket: string;
    /** Where the history lies, `s3://bucket/history/`. */
    readonly history: string;
  } | null;
  /** `lastError` is null when its log has none of the last hour. */
  readonly functions: readonly { readonly role: string; readonly name: string; readonly lastError: LastError | null }[];
  /** What this cloud cannot provision. */
  readonly notEmulated: readonly NotEmulated[];
  /** What was deleted by hand: `queue headwater-dev-...`; empty when all is well. */
  readonly gone: readonly string[];
  /** Tables whose changes are not read; empty when all is well. */
  readonly problems: readonly StreamProblem[];
}

/** `index` is null while there is none, or OpenSearch does not answer. */
export interface IndexStatus {
  readonly alias: string;
  readonly index: string | null;
  /** Why a reindex is due; empty when none is. */
  readonly due: readonly string[];
  /** Where one stands that is under way. */
  readonly reindex: ReindexState | null;
}

/** What only the running deployment can tell. */
export interface Observed {
  readonly endpoint: string | null;
  readonly queues: readonly QueueStatus[];
  readonly indices: readonly ({ readonly entity: string } & IndexStatus)[];
  readonly indexProblems: readonly IndexProblem[];
  readonly notEmulated: readonly NotEmulated[];
  readonly problems: readonly StreamProblem[];
  readonly gone: readonly string[];
  /** By the function's name. */
  readonly errors: ReadonlyMap<string, LastError>;
}

export function statusReport(deployment: Deployment, observed: Observed): StatusReport {
  const { stage, region, tables, bus, search, analytics, normalizers, consumers } = deployment;
  return {
    stage,
    region,
    endpoint: observed.endpoint,
    tables: tables.map(({ physicalName, streamArn, entities }) => ({ name: physicalName, streamArn, entities })),
    bus: { name: bus.name, archive: bus.archiveName },
    queues: observed.queues,
    search: search
      ? {
          endpoint: search.endpoint,
          entities: Object.fromEntries(observed.indices.map(({ entity, ...names }) => [entity, names])),
          problems: observed.indexProblems,
        }
      : null,
    analytics: analytics
      ? { bucket: analytics.bucket, history: `s3://${analytics.bucket}/${analytics.historyPrefix}` }
      : null,
    functions: [
      ...normalizers.map(({ functionName }) => ({ role: 'normalizer', name: functionName })),
      ...consumers.map(({ name, functionName }) => ({ role: `consumer:${name}`, name: functionName })),
    ].map((one) => ({ ...one, lastError: observed.errors.get(one.name) ?? null })),
    notEmulated: observed.notEmulated,
    gone: observed.gone,
    problems: observed.problems,
  };
}
