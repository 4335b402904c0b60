/** How much each kind of function gets in a stage, and how many of it run at once. Ranges and their reasons: function-problems.ts */

/** What a function gets. */
export interface FunctionSize {
  /** MB, to 10,240; processors come with it, a whole one at 1,769. */
  readonly memoryMB: number;
  /** Seconds that it may run, to 900. */
  readonly timeoutSeconds: number;
}

/** Of each table's normalizer. */
export interface NormalizerSize extends FunctionSize {
  /** Batches of a shard at once, 1 to 10, each key still in order. @default 10 */
  readonly batchesPerShard: number;
  /** Lambda keeps so many free for it, and runs no more: `batchesPerShard` to 10,000. @default none: those of the account */
  readonly reservedConcurrency?: number;
}

/** Of one consumer. */
export interface ConsumerSize {
  /** 256 to 10,240 MB. @default 256 */
  readonly memoryMB?: number;
  /** 30 to 240; of a search consumer and of one with side effects always 30. @default 30 */
  readonly timeoutSeconds?: number;
  /** Invocations at once, 2 to 1,000: the store's protection. @default what the definition says of the consumer */
  readonly maximumConcurrency?: number;
  /** Lambda keeps so many free for it: `maximumConcurrency` to 10,000. @default none: those of the account */
  readonly reservedConcurrency?: number;
}

/** What a stage's functions get. */
export interface FunctionSettings {
  /** 256 MB or more; 30 to 900 s. @default 256 MB, 60 s, 10 batches */
  readonly normalizers: NormalizerSize;
  /** By the definition's names. @default of each consumer as ConsumerSize says */
  readonly consumers: Readonly<Record<string, ConsumerSize>>;
  /** 256 MB or more; 60 to 900 s. @default 256 MB, 300 s */
  readonly searchSetup: FunctionSize;
  /** 256 MB or more; 120 to 900 s. @default 256 MB, 300 s */
  readonly auditor: FunctionSize;
  /** 256 MB or more; 60 to 900 s. @default 256 MB, 900 s */
  readonly tombstonePurge: FunctionSize;
  /** 1,024 MB or more; 4 to 10 GiB of disk. @default 1,769 MB, 4 GiB */
  readonly compactor: { readonly memoryMB: number; readonly storageGiB: number };
  /** 1,769 MB or more; 120 to 900 s; 1 to 1,000 files of an export at once. @default 1,769 MB, 900 s, 20 files */
  readonly exportWorkers: FunctionSize & { readonly filesAtOnce: number };
}

export const FUNCTIONS: FunctionSettings = {
  // Three batches at a time of the largest legal size were measured at 104 MB, and at 239 MB for a consumer (docs/performance.md).
  normalizers: { memoryMB: 256, timeoutSeconds: 60, batchesPerShard: 10 },
  consumers: {},
  // A new domain may refuse requests for some minutes after CloudFormation calls it complete.
  searchSetup: { memoryMB: 256, timeoutSeconds: 300 },
  // It audits as long as that lasts; what it does not reach comes in a later run.
  auditor: { memoryMB: 256, timeoutSeconds: 300 },
  // What a run does not reach is left for the next day's. Measured: 4,500 documents a second or more.
  tombstonePurge: { memoryMB: 256, timeoutSeconds: 900 },
  // One whole processor. Measured peak of a chunk or bucket: docs/performance.md. On disk: a chunk, its parts, and what DuckDB sorts there.
  compactor: { memoryMB: 1_769, storageGiB: 4 },
  // Each file sends about 5,000 rows a second: 20 are 100,000. The consumers' queues take more, their stores may not.
  exportWorkers: { memoryMB: 1_769, timeoutSeconds: 900, filesAtOnce: 20 },
};

/** Settings instead of a stage's own. */
export type FunctionProps = {
  readonly [F in Exclude<keyof FunctionSettings, 'consumers'>]?: Partial<FunctionSettings[F]>;
} & { readonly consumers?: FunctionSettings['consumers'] };

export function withFunctions(settings: FunctionSettings, props: FunctionProps = {}): FunctionSettings {
  const { normalizers, consumers, searchSetup, auditor, tombstonePurge, compactor, exportWorkers } = settings;
  return {
    // Also what is none of them: function-problems.ts names it.
    ...props,
    normalizers: { ...normalizers, ...props.normalizers },
    consumers: { ...consumers, ...props.consumers },
    searchSetup: { ...searchSetup, ...props.searchSetup },
    auditor: { ...auditor, ...props.auditor },
    tombstonePurge: { ...tombstonePurge, ...props.tombstonePurge },
    compactor: { ...compactor, ...props.compactor },
    exportWorkers: { ...exportWorkers, ...props.exportWorkers },
  };
}
