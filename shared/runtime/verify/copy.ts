import {
  aheadOf,
  driftOf,
  type Drift,
  type DriftKind,
  type Known,
  type NewestChange,
} from '../../domain/drift/drift.ts';
import type { Change } from '../../domain/change/change.ts';
import type { HistoryView } from '../../domain/history/history-view.ts';
import type { Row } from '../../domain/row/json.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { labelIn } from '../../domain/change/false-position.ts';
import type { Position } from '../../domain/change/position.ts';
import type { Marks } from '../../domain/change/precedence.ts';
import { differingFields } from '../../domain/row/row-equality.ts';
import type { ChangeHistory, HistoryGaps, RowCopy } from '../../ports/row-copy.ts';
import type { StoredDocument } from '../../ports/search-store.ts';

/** A consumer's copy of one entity, and what is known about it. */
export interface Copy {
  readonly consumer: string;
  readonly entity: string;
  readonly store: RowCopy;
  /** The table's row as this copy should hold it; undefined when its subscription does not see it. */
  readonly expects: (row: Row) => Row | undefined;
  /** Why the store would take no such row (as `expects` gives it), as far as that is known without asking it. @default nothing is known */
  readonly unfit?: ((key: string, row: Row) => Reason | undefined) | undefined;
  /** Asks the store which of these rows it would refuse, by key; nothing is written. @default it cannot be asked */
  readonly refusals?: ((changes: readonly Change[]) => Promise<ReadonlyMap<string, Reason>>) | undefined;
  /** Label of the table's current stream. */
  readonly generation?: string | undefined;
  /** Deletions since this time (epoch milliseconds) need a tombstone. @default none: the copy needs no tombstones */
  readonly tombstonesSince?: number | undefined;
  /**
   * Milliseconds after a stored change from which on a read can win over it; undefined for a store where a repair
   * replaces the marks themselves (docs/convergence.md, Repairs).
   */
  readonly readsWinAfterMs?: number | undefined;
  /** Whether a filter decides which rows it has. @default false */
  readonly isFiltered?: boolean | undefined;
  /** What the history can say about its keys. */
  readonly history?: TrustedHistory | undefined;
  /** Says what is gone of the history that the copy is made of. @default it is made of none, or is not asked */
  readonly gaps?: HistoryGaps | undefined;
}

/** The history of an entity, with the copy that is made of it: where that one is wrong, the history is incomplete. */
export interface TrustedHistory {
  readonly changes: ChangeHistory;
  /** For a copy with a filter: which of the history's rows it sees. */
  readonly view?: HistoryView | undefined;
  readonly copy: Pick<Copy, 'entity' | 'store' | 'expects'>;
}

/** One key at which a copy and the table disagree. */
export interface Difference extends Drift {
  readonly consumer: string;
  readonly entity: string;
  readonly key: string;
  /** With `stale` and `different`: the fields that differ. */
  readonly fields?: readonly string[];
  /** With `refused`: why the store takes no such row. */
  readonly reason?: Reason;
  /** What the store remembers of the key. */
  readonly marks?: Marks;
  /** What the history knows of it. */
  readonly newest?: NewestChange;
  /** With `history-gone`: when the change that is gone was made, in epoch milliseconds. */
  readonly goneAt?: number;
}

/** Both sides of a key as they are now. */
export interface Sides {
  /** The row as the copy should hold it. */
  readonly expected: Row | undefined;
  /** The item fits no schema. */
  readonly rejected?: boolean;
  readonly stored: StoredDocument | undefined;
  readonly newest?: NewestChange | undefined;
  /** Epoch milliseconds: of the change that the copy's own history has lost. */
  readonly goneAt?: number | undefined;
}

export function known(
  { generation, tombstonesSince, history, readsWinAfterMs, isFiltered = false }: Copy,
  now: number,
  marginMs: number,
  highest?: Position,
): Known {
  const filtered = isFiltered || history?.view !== undefined;
  return { now, marginMs, generation, tombstonesSince, filtered, highest, keepsMarks: readsWinAfterMs === undefined };
}

/** How both sides of a key differ; undefined when the copy is in step there. */
export function differenceOf(
  copy: Pick<Copy, 'consumer' | 'entity' | 'unfit'>,
  key: string,
  sides: Sides,
  facts: Known,
): Difference | undefined {
  const { expected, rejected = false, stored, newest, goneAt } = sides;
  const live = stored?.marks.deleted === false ? stored.row : undefined;
  const fields = expected && live ? differingFields(expected, live) : [];
  const equal = fields.length === 0;
  const reason = expected && (!live || !equal) ? copy.unfit?.(key, expected) : undefined;
  const refused = reason !== undefined;
  const gone = goneAt !== undefined;
  const look = { expected: expected !== undefined, rejected, stored: stored?.marks, equal, refused, newest, gone };
  const drift = driftOf(look, facts);
  return (
    drift && {
      consumer: copy.consumer,
      entity: copy.entity,
      key,
      ...drift,
      ...(fields.length > 0 && { fields }),
      ...(reason && { reason }),
      ...(stored && { marks: stored.marks }),
      ...(newest && { newest }),
      ...(goneAt !== undefined && { goneAt }),
    }
  );
}

/** Kinds at which it matters what the history says; the others are plain from the two sides alone. */
const ASKS_HISTORY: ReadonlySet<DriftKind> = new Set([
  'stale',
  'different',
  'refused',
  'tombstone-missing',
  'position-ahead',
  'marks-behind',
]);

export function asksHistory(kind: DriftKind): boolean {
  return ASKS_HISTORY.has(kind);
}

/**
 * From which position on the store goes after a repair (docs/convergence.md, Repairs): the newest that the history has, where
 * it and the table agree; the store's own while it guards something that the read's time does not; else none.
 */
export function containedPosition(
  marks: Marks | undefined,
  newest: NewestChange | undefined,
  facts: Known,
): Marks['position'] {
  if (newest?.position !== undefined && !newest.contradicted && isOfStream(newest.position, facts))
    return newest.position;
  if (!marks || newest?.contradicted) return undefined;
  const isReal = aheadOf({ ...marks, at: 0, snapshotAt: 0 }, newest, facts) === undefined;
  // All changes older than this the read contains by its time: a position from there may be forged, and guards nothing.
  const guards = Math.max(marks.at ?? 0, marks.snapshotAt ?? 0) >= facts.now - 2 * facts.marginMs;
  return isReal && guards ? marks.position : undefined;
}

function isOfStream(position: Position, { generation }: Known): boolean {
  return generation === undefined || labelIn(position) <= generation;
}
