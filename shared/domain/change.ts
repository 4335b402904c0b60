import type { Row } from './json.ts';
import type { Position } from './position.ts';

/** `snapshot` is a row read by a backfill (Debezium's READ); the others come from the stream. */
export type Operation = StreamOperation | 'snapshot';
export type StreamOperation = 'created' | 'updated' | 'deleted';

/** Why a change happened, where it was not an ordinary write. */
export type Cause = 'expired' | 'backfill' | 'repair';

interface ChangeBase {
  /** The same on every retry and replay. */
  readonly id: string;
  /** Collision-free document id within its entity (see `keys.ts`); at most 512 bytes. */
  readonly key: string;
  /** ISO 8601. Stream changes: ApproximateCreationDateTime, whole seconds. Snapshots: the time of the read. */
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

export interface SnapshotChange extends ChangeBase {
  readonly after: Row;
}

/** One row's transition. `entity` and `operation` travel in the event's `detail-type`, not in each change. */
export type Change = { readonly entity: string } & (
  | ({ readonly operation: 'created' } & CreatedChange)
  | ({ readonly operation: 'updated' } & UpdatedChange)
  | ({ readonly operation: 'deleted' } & DeletedChange)
  | ({ readonly operation: 'snapshot' } & SnapshotChange)
);

/** What a change's key holds afterwards; undefined once deleted. */
export function rowAfter(change: Change): Row | undefined {
  return change.operation === 'deleted' ? undefined : change.after;
}
