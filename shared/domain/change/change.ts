import type { Row } from '../row/json.ts';
import type { Position } from './position.ts';

export type Operation = StreamOperation | ReadOperation;
export type StreamOperation = 'created' | 'updated' | 'deleted';
/**
 * What a backfill or a repair found in the table by a consistent read: `snapshot` a row (Debezium's READ), `absent` none,
 * or none that the consumer's filter lets in. An absence goes to one consumer's queue; a bus never carries it.
 */
export type ReadOperation = 'snapshot' | 'absent';

/** Why a change happened, where it was not an ordinary write. */
export type Cause = 'expired' | 'backfill' | 'repair';

interface ChangeBase {
  /** The same on every retry and replay. */
  readonly id: string;
  /** Collision-free document id within its entity (see `keys.ts`); at most 512 bytes. */
  readonly key: string;
  /** ISO 8601. Stream changes: ApproximateCreationDateTime, whole seconds. Reads: the time just before the read. */
  readonly at: string;
  readonly cause?: Cause;
  /** The row before was rejected: what stores hold of this key is an older row than this change knows of. */
  readonly beforeRejected?: true;
}

export interface CreatedChange extends ChangeBase {
  readonly position: Position;
  readonly after: Row;
}

export interface UpdatedChange extends ChangeBase {
  readonly position: Position;
  readonly after: Row;
  /** Only what differed: fields that `after` added are absent here. */
  readonly before: Row;
  /** Names of the fields that differ, sorted. */
  readonly changed: readonly string[];
}

export interface DeletedChange extends ChangeBase {
  readonly position: Position;
  /** The whole row. */
  readonly before: Row;
}

/** A store's marks of one key, as somebody saw them (`Marks` in precedence.ts). */
export interface SeenMarks {
  /** The highest stream position seen. */
  readonly position?: Position;
  /** Epoch milliseconds: the time of the stored stream change; absent once a read is taken in. */
  readonly at?: number;
  /** Epoch milliseconds: the newest read taken in; absent once a stream change wins over it. */
  readonly snapshotAt?: number;
}

/** A repair sees a store's marks first, then the newest position in the history, then reads the table. */
interface ReadBase extends ChangeBase {
  /** The newest stream position of the key that is known to have been written before the read. */
  readonly contains?: Position;
  /** While the store still has these marks the read replaces them, whatever they claim. */
  readonly replaces?: SeenMarks;
}

export interface SnapshotChange extends ReadBase {
  readonly after: Row;
}

export type AbsentChange = ReadBase;

/** One row's transition. `entity` and `operation` travel in the event's `detail-type`, not in each change. */
export type Change = { readonly entity: string } & (
  | ({ readonly operation: 'created' } & CreatedChange)
  | ({ readonly operation: 'updated' } & UpdatedChange)
  | ({ readonly operation: 'deleted' } & DeletedChange)
  | ({ readonly operation: 'snapshot' } & SnapshotChange)
  | ({ readonly operation: 'absent' } & AbsentChange)
);

export type ReadChange = Extract<Change, { operation: ReadOperation }>;

export function isRead(change: Change): change is ReadChange {
  return change.operation === 'snapshot' || change.operation === 'absent';
}

/** What a change's key holds afterwards; undefined when that is nothing. */
export function rowAfter(change: Change): Row | undefined {
  return change.operation === 'deleted' || change.operation === 'absent' ? undefined : change.after;
}
