/**
 * What operations tell while they are at work. Each event says all that there is to say, in numbers and names: whoever shows it
 * chooses the words, and can send it elsewhere as JSON.
 */
import type { BackfillCounts } from '../shared/domain/jobs/backfill-job.ts';
import type { StoredJob } from '../shared/ports/backfill-jobs.ts';
import type { Progress as ReindexProgress } from '../shared/adapters/opensearch/reindex/run-reindex.ts';
import type { CompactionReport } from '../shared/runtime/compaction/compact.ts';
import type { CompactionStep } from '../shared/runtime/compaction/run-tasks.ts';
import type { SeedProgress } from './put/seed.ts';
import type { ReplayStatus } from './replay/replays.ts';

/** @example { of: 'verify', step: 'reads', rows: 1200, items: 3154, documents: 1180, seconds: 0.8 } */
export type Progress =
  | VerifyProgress
  | RepairProgress
  | ReplayProgress
  | LettersProgress
  | BackfillProgress
  | ForgetProgress
  | CompactProgress
  | ({ readonly of: 'seed' } & SeedProgress)
  | DiscoverProgress
  | { readonly of: 'reindex'; readonly step: ReindexProgress['step']; readonly reindex: ReindexProgress }
  /** An answer is without an object that nobody can read. */
  | { readonly of: 'analytics'; readonly step: 'leaves-out'; readonly key: string; readonly because: string };

type VerifyProgress =
  /** `items`: about how many there are, as DescribeTable counts them. */
  | {
      readonly of: 'verify';
      readonly step: 'reads';
      readonly rows: number;
      readonly items: number;
      readonly documents: number;
      readonly seconds: number;
    }
  | { readonly of: 'verify'; readonly step: 'ends'; readonly seconds: number }
  | { readonly of: 'verify'; readonly step: 'looks-again'; readonly looked: number; readonly differences: number };

type RepairProgress =
  | { readonly of: 'repair'; readonly step: 'voids'; readonly entity: string; readonly changes: number }
  | {
      readonly of: 'repair';
      readonly step: 'mends';
      readonly keys: number;
      readonly sent: number;
      readonly dry: boolean;
    }
  /** A read wins over what the copy holds in so many seconds. */
  | { readonly of: 'repair'; readonly step: 'waits'; readonly consumer: string; readonly seconds: number }
  | { readonly of: 'repair'; readonly step: 'drains'; readonly messages: number; readonly done: boolean };

type ReplayProgress =
  /** Until then events of the range may come into the archive. */
  | { readonly of: 'replay'; readonly step: 'archive-fills'; readonly until: Date }
  | {
      readonly of: 'replay';
      readonly step: 'sends';
      readonly name: string;
      readonly status: ReplayStatus;
      readonly done: boolean;
    }
  | { readonly of: 'replay'; readonly step: 'is-cancelled'; readonly name: string }
  | { readonly of: 'replay'; readonly step: 'drains'; readonly waiting: readonly Waiting[]; readonly done: boolean };

interface Waiting {
  readonly consumer: string;
  readonly messages: number;
}

type LettersProgress =
  /** The bound was reached: what lies behind was not looked at. */
  | { readonly of: 'letters'; readonly step: 'bound'; readonly source: string; readonly seen: number }
  | {
      readonly of: 'letters';
      readonly step: 'finishes';
      readonly source: string;
      readonly finished: number;
      readonly chosen: number;
    };

interface Swept {
  readonly consumer: string;
  readonly entity: string;
  readonly checked: number;
  readonly hidden: number;
}

type BackfillProgress =
  | ({ readonly of: 'backfill'; readonly step: 'goes-on' } & StoredJob)
  | { readonly of: 'backfill'; readonly step: 'scans'; readonly counts: BackfillCounts; readonly pace: ScanPace }
  | ({ readonly of: 'backfill'; readonly step: 'looks' | 'sweeps'; readonly via: 'scan' | 'export' } & Swept)
  | { readonly of: 'backfill'; readonly step: 'ends'; readonly done: boolean }
  | {
      readonly of: 'backfill';
      readonly step: 'export-begins';
      readonly exportArn: string;
      readonly executionArn: string;
    }
  | {
      readonly of: 'backfill';
      readonly step: 'export';
      /** As DescribeExport has it: IN_PROGRESS, COMPLETED, FAILED. */
      readonly status: string;
      /** Once its files are sent. */
      readonly files?: { readonly total: number; readonly succeeded: number; readonly failed: number };
      readonly read: number;
      readonly items?: number;
      readonly done: boolean;
    };

export interface ScanPace {
  /** Read by an earlier run. */
  readonly readBefore: number;
  /** About how many there are. */
  readonly items: number;
  readonly seconds: number;
  readonly throttles: number;
  /** Read capacity units a second, now. */
  readonly rate: number;
  /** Dollars so far. */
  readonly cost: number;
}

type ForgetProgress =
  /** `missing`: where the deletion has not arrived. */
  | { readonly of: 'forget'; readonly step: 'awaits-deletion'; readonly missing: string }
  | { readonly of: 'forget'; readonly step: 'waits-for-others' }
  | { readonly of: 'forget'; readonly step: 'knows-no-item' }
  | {
      readonly of: 'forget';
      readonly step: 'leaves-alone';
      readonly entity: string;
      readonly key: string;
      readonly isThere: boolean;
    };

type CompactProgress =
  | { readonly of: 'compact'; readonly step: 'works'; readonly entity: string; readonly task: CompactionStep }
  | { readonly of: 'compact'; readonly step: 'took-in'; readonly entity: string; readonly report: CompactionReport }
  /** An erasure is at work. */
  | { readonly of: 'compact'; readonly step: 'busy'; readonly entity: string }
  | { readonly of: 'compact'; readonly step: 'leaves-out'; readonly key: string; readonly because: string }
  | {
      readonly of: 'compact';
      readonly step: 'damaged';
      readonly entity: string;
      readonly message: string;
      readonly next: string;
    };

type DiscoverProgress =
  | {
      readonly of: 'discover';
      readonly step: 'samples';
      readonly items: number;
      /** Read units. */
      readonly units: number;
      readonly done: boolean;
    }
  | { readonly of: 'discover'; readonly step: 'judges'; readonly entity: string; readonly items: number };
