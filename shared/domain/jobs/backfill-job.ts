/** What a backfill is, and how far it came. */

/** What a backfill reads and to whom it sends: the same command makes the same. */
export interface BackfillScope {
  /** The table's logical name. */
  readonly table: string;
  readonly entities: readonly string[];
  /** Consumers whose own queues get the rows; none: the bus, and so all of them. */
  readonly consumers: readonly string[];
}

export interface BackfillCounts {
  /** Items read. */
  readonly read: number;
  /** Rows sent, once for each target. */
  readonly sent: number;
  /** Items that fit no schema, or that nothing takes: dead letters. */
  readonly rejected: number;
  /** Read capacity units. */
  readonly capacity: number;
  /** Events of up to 64 KB that were sent: what the bus or the queue bills. */
  readonly events: number;
}

export const NOTHING_YET: BackfillCounts = { read: 0, sent: 0, rejected: 0, capacity: 0, events: 0 };

export function addCounts(one: BackfillCounts, other: BackfillCounts): BackfillCounts {
  return {
    read: one.read + other.read,
    sent: one.sent + other.sent,
    rejected: one.rejected + other.rejected,
    capacity: one.capacity + other.capacity,
    events: one.events + other.events,
  };
}

/** How far one segment of the scan is. All of what stands before `next` was accepted by its targets. */
export interface SegmentProgress {
  readonly segment: number;
  /** Where it goes on; undefined at its beginning. */
  readonly next?: string;
  readonly done: boolean;
  readonly counts: BackfillCounts;
}

export type BackfillPhase = 'scan' | 'sweep' | 'done';

export interface BackfillJob extends BackfillScope {
  readonly id: string;
  readonly totalSegments: number;
  /** Epoch milliseconds, before the first read: what a store took in since then was seen by this scan. */
  readonly startedAt: number;
  readonly phase: BackfillPhase;
  /** Whoever works on it. */
  readonly lease?: Lease;
}

export interface Lease {
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** `shop film,stock bus`: two commands that mean the same job have the same id. */
export function jobId({ table, entities, consumers }: BackfillScope): string {
  const to = consumers.length > 0 ? [...consumers].sort().join(',') : 'bus';
  return `${table} ${[...entities].sort().join(',')} ${to}`;
}

export function totalOf(segments: readonly SegmentProgress[]): BackfillCounts {
  return segments.map(({ counts }) => counts).reduce(addCounts, NOTHING_YET);
}
