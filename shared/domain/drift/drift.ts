/** What one look at the two sides of a key says: is the store in step with the table, and if not, in which way? */
import type { Operation } from '../change/change.ts';
import type { Marks } from '../change/precedence.ts';
import type { Position } from '../change/position.ts';

/** `missing`, `extra` and `different` are what a reader of the store sees; the others are what will go wrong later. */
export const DRIFT_KINDS = [
  /** The table has the row, the store has not. */
  'missing',
  /** The store's row is an older one: a change did not arrive, or was not taken in. */
  'stale',
  /** The store's row is none that the newest change left. */
  'different',
  /** The store has not the row, or an older one, because it takes no such row: it was rejected, and would be again. */
  'refused',
  /** The store has a row that the table has not, or that the subscription does not see. */
  'extra',
  /** Neither side has the row, but an older change of it could still arrive: only a tombstone would stop it. */
  'tombstone-missing',
  /** Marks that cannot be real: what comes next for this key would be taken for stale. */
  'position-ahead',
  /** The row is right, its marks are lost or older than its newest change: an older change or read could win. */
  'marks-behind',
  /** The row is right, and the history has lost its newest change: a copy that is made anew would have an older row. */
  'history-gone',
] as const;

export type DriftKind = (typeof DRIFT_KINDS)[number];

/** Which of the marks cannot be real, and why. */
export type Ahead =
  /** A position of a stream that the table does not have (yet). */
  | 'generation'
  /** A position above the newest one in the history of the key. */
  | 'position'
  /** A time that has not come yet. */
  | 'time';

/** The newest change of a key that the history has. */
export interface NewestChange {
  /** The highest stream position; undefined when the history has reads only. */
  readonly position?: Position;
  /** Epoch milliseconds: of the latest change or read. */
  readonly at: number;
  readonly operation: Operation;
  /** Epoch milliseconds: of the change with that position. */
  readonly positionAt?: number;
  /** Epoch milliseconds: of the latest read of a backfill or repair, which stands for whatever is older. */
  readonly readAt?: number;
  /** A later change has a lower position: one of the two is false (false-position.ts). */
  readonly contradicted?: true;
  /** Epoch milliseconds: of a change or read whose row a filter sees, if one is young enough to come again. */
  readonly inViewAt?: number;
}

export interface Look {
  /** Whether the table has a row that the subscription sees. */
  readonly expected: boolean;
  /** Whether it has an item that fits no schema: stores keep what was before it until it is mended (decision 4). */
  readonly rejected?: boolean;
  /** The store's marks; undefined when it has neither row nor tombstone. */
  readonly stored: Marks | undefined;
  /** Whether both sides have the same row. */
  readonly equal: boolean;
  /** Whether it is known that the store takes no such row. @default false */
  readonly refused?: boolean;
  /** undefined when the history has none, or there is no history. */
  readonly newest?: NewestChange | undefined;
  /** Whether the store's own history lacks the newest change of the key. @default false */
  readonly gone?: boolean;
}

/** What holds for all keys of an entity at one consumer. */
export interface Known {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds that clocks may differ by. */
  readonly marginMs: number;
  /** Label of the table's current stream. */
  readonly generation?: string | undefined;
  /** Of all keys of the entity in the history: what the stream has passed. */
  readonly highest?: Position | undefined;
  /** Epoch milliseconds: deletions since then need a tombstone. @default none does */
  readonly tombstonesSince?: number | undefined;
  /** A filter decides what is seen: only a row that was seen once left a tombstone. @default false */
  readonly filtered?: boolean;
  /** The store decides by the marks that it keeps: a search store does. @default true */
  readonly keepsMarks?: boolean;
}

export interface Drift {
  readonly kind: DriftKind;
  /** With `position-ahead`: why. */
  readonly ahead?: Ahead;
  /** With `position-ahead`: what a reader of the store sees, where that is wrong too. With `refused`: the same. */
  readonly also?: DriftKind;
}

export function driftOf(look: Look, known: Known): Drift | undefined {
  const kind = contentDrift(look, known);
  const ahead = look.stored && aheadOf(look.stored, look.newest, known);
  if (ahead) return { kind: 'position-ahead', ahead, ...(kind && { also: kind }) };
  if (!kind && isMarkedBehind(look, known)) return { kind: 'marks-behind' };
  // Of a rejected item the table has no row that could take the place of what is gone.
  if (!kind && look.gone && !look.rejected) return { kind: 'history-gone' };
  // A row is missing or an older one for a reason: sent again, it would be refused again.
  return kind && (look.refused && look.expected ? { kind: 'refused', also: kind } : { kind });
}

function contentDrift({ expected, rejected, stored, equal, newest }: Look, known: Known): DriftKind | undefined {
  if (rejected) return undefined;
  const live = stored?.deleted === false;
  if (expected && !live) return 'missing';
  if (!expected && live) return 'extra';
  if (expected) return equal ? undefined : isBehind(stored, newest) ? 'stale' : 'different';
  return !stored && newest && needsTombstone(newest, known) ? 'tombstone-missing' : undefined;
}

function isBehind(stored: Marks | undefined, newest: NewestChange | undefined): boolean {
  return stored?.position !== undefined && newest?.position !== undefined && stored.position < newest.position;
}

/** Of a document that says no less than the table: whether what it remembers would let an older change win. */
function isMarkedBehind(
  { expected, rejected, stored, newest }: Look,
  { keepsMarks = true, filtered, marginMs }: Known,
): boolean {
  if (!keepsMarks || !stored || rejected) return false;
  const { position, at, snapshotAt } = stored;
  // Whatever is applied leaves a time; a read's is enough, whatever it found.
  if (snapshotAt === undefined && (position === undefined || at === undefined)) return true;
  // What happens outside a view tells its store nothing: only a row inside has its newest change.
  if (!newest?.position || newest.contradicted || (filtered && !expected)) return false;
  const writtenAt = newest.positionAt ?? newest.at;
  if (snapshotAt !== undefined && writtenAt <= snapshotAt + marginMs) return false;
  if (position === undefined || position < newest.position) return true;
  return at !== undefined && newest.positionAt !== undefined && at < newest.positionAt;
}

function needsTombstone({ at, inViewAt }: NewestChange, { tombstonesSince, filtered, marginMs }: Known): boolean {
  if (tombstonesSince === undefined) return false;
  if (!filtered) return at >= tombstonesSince;
  // The tombstone is of a later change, the one that took the row out of the view: later, give or take the clocks.
  return inViewAt !== undefined && inViewAt >= tombstonesSince + marginMs;
}

/** @returns why these marks cannot be real; undefined when they can */
export function aheadOf(
  { position, at, snapshotAt }: Omit<Marks, 'deleted'>,
  newest: NewestChange | undefined,
  { now, marginMs, generation, highest }: Known,
): Ahead | undefined {
  if (position !== undefined) {
    if (generation !== undefined && position.slice(0, position.lastIndexOf('/')) > generation) return 'generation';
    const isAbove = newest?.position !== undefined && position > newest.position;
    if (isAbove && !isReplaced(position, at, newest.readAt, highest)) return 'position';
  }
  return Math.max(at ?? 0, snapshotAt ?? 0) > now + marginMs ? 'time' : undefined;
}

/**
 * Whether the history can have lost the change that a store has, and got a later read in its place: a repair or backfill after
 * the loss. Beyond what the stream has passed a position would silence the key; up to there the next change wins over it.
 */
function isReplaced(
  position: Position,
  at: number | undefined,
  readAt: number | undefined,
  highest: Position | undefined,
): boolean {
  if (at === undefined || readAt === undefined || highest === undefined) return false;
  return readAt >= at && position <= highest;
}
