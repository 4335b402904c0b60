import type { AbsentChange, CreatedChange, DeletedChange, Operation, SnapshotChange, UpdatedChange } from './change.ts';
import type { DeliveredChange, ReferringChange } from './claim.ts';

/** A change as it travels: its entity and operation stand in the event's `detail-type`. */
export type PackedChange =
  | CreatedChange
  | UpdatedChange
  | DeletedChange
  | SnapshotChange
  | AbsentChange
  | Omit<ReferringChange, 'entity' | 'operation'>;

export interface ChangeEventDetail {
  /** `<entity>@<version>` */
  readonly schema: string;
  readonly changes: readonly PackedChange[];
}

/** What travels on the bus: changes of one entity and one operation, packed (design: The event). */
export interface ChangeEvent {
  /** `headwater.<table's logical name>` */
  readonly source: string;
  /** `<entity>.<operation>` */
  readonly detailType: DetailType;
  /** ISO 8601, whole seconds: source time of the oldest change inside, so that archive ranges mean source time. */
  readonly time: string;
  /** JSON text of a `ChangeEventDetail`. */
  readonly detail: string;
  /** How many changes `detail` holds. */
  readonly size: number;
}

export type DetailType = `${string}.${Operation}`;

/** The part of a delivered EventBridge event that consumers read. */
export interface DeliveredEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: ChangeEventDetail;
  readonly 'replay-name'?: string;
}

const OPERATIONS: ReadonlySet<string> = new Set([
  'created',
  'updated',
  'deleted',
  'snapshot',
  'absent',
] satisfies Operation[]);

/** @returns undefined when the text is not `<entity>.<operation>`. */
export function parseDetailType(text: string): { entity: string; operation: Operation } | undefined {
  const dot = text.lastIndexOf('.');
  const operation = text.slice(dot + 1);
  return dot > 0 && OPERATIONS.has(operation)
    ? { entity: text.slice(0, dot), operation: operation as Operation }
    : undefined;
}

/** The change as it travels. */
export function packedChange({ entity, operation, ...packed }: DeliveredChange): PackedChange {
  return packed;
}
