import { setTimeout as delay } from 'node:timers/promises';
import type { Change } from '../domain/change/change.ts';
import { HeadwaterError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/row/json.ts';
import { snapshotOf } from '../domain/change/read-change.ts';
import type { Reason } from '../domain/delivery/reason.ts';
import type { View } from '../domain/change/view.ts';
import type { DeadLetter, DeadLetters } from '../ports/dead-letters.ts';
import type { SourceRow } from '../ports/item-source.ts';
import { publishChanges, type PublishPorts } from './publish-changes.ts';

/** Where rows go: the bus, or one consumer's queue. */
export interface RowTarget extends PublishPorts {
  /** Of one consumer: what it does not see is not sent. @default everything is */
  readonly view?: View | undefined;
  /** Of one consumer: entities that it subscribes to. @default all */
  readonly entities?: ReadonlySet<string>;
}

export interface RowSending {
  readonly targets: readonly RowTarget[];
  /** Rows of other entities are passed over. */
  readonly entities: ReadonlySet<string>;
  /** Takes what fits no schema. @default what does not fit is counted only */
  readonly rejected: DeadLetters;
  /** Milliseconds until it must have ended. */
  readonly timeLeft: () => number;
}

export interface SentRows {
  /** Rows, once for each target that took them. */
  readonly sent: number;
  readonly rejected: number;
}

/**
 * Sends rows that were read from the table as `snapshot` changes, and puts what does not fit into the rejected queue. When
 * it returns, all of them are accepted.
 *
 * @throws HeadwaterError HW_PUBLISH_FAILED when a target did not take them in time, HW_DEAD_LETTER_FAILED
 */
export async function sendRows(rows: readonly SourceRow[], sending: RowSending): Promise<SentRows> {
  const letters = rows.flatMap((row) => (isRejected(row, sending.entities) ? [letterOf(row)] : []));
  const changes: Change[] = rows.flatMap((row) => {
    if (row.status !== 'row' || !sending.entities.has(row.entity)) return [];
    return [snapshotOf(row, { cause: 'backfill' })];
  });
  let sent = 0;
  for (const target of sending.targets) {
    const seen = changes.flatMap((change) => visibleTo(target, change) ?? []);
    const refused = await sendAll(seen, target, sending.timeLeft);
    sent += seen.length - refused.length;
    letters.push(...refused.map(({ change, reason }) => refusalOf(change, reason)));
  }
  if (letters.length > 0) await sending.rejected.put(letters);
  return { sent, rejected: letters.length };
}

interface Refusal {
  readonly change: Change;
  readonly reason: Reason;
}

/** Sends changes until the target has taken all, but for those that it never will. @throws HeadwaterError HW_PUBLISH_FAILED */
export async function sendAll(
  changes: readonly Change[],
  target: PublishPorts,
  timeLeft: () => number,
): Promise<readonly Refusal[]> {
  const refused: Refusal[] = [];
  let pending: readonly Change[] = changes;
  while (pending.length > 0) {
    const result = await publishChanges(pending, target, timeLeft);
    refused.push(...result.refused);
    pending = result.unpublished;
    if (pending.length === 0) break;
    if (timeLeft() <= 0) {
      throw new HeadwaterError('HW_PUBLISH_FAILED', `${pending.length} rows were not taken in time`);
    }
    // A claim store that is down fails at once.
    await delay(1_000);
  }
  return refused;
}

function visibleTo({ entities, view }: RowTarget, change: Change): Change | undefined {
  if (entities && !entities.has(change.entity)) return undefined;
  return view ? view(change) : change;
}

type Rejected = Extract<SourceRow, { status: 'rejected' }>;

/** An item that no entity recognises belongs to none: it is told when all of them are read. */
function isRejected(row: SourceRow, entities: ReadonlySet<string>): row is Rejected {
  return row.status === 'rejected' && (row.entity === undefined || entities.has(row.entity));
}

/** By its key, as a record without images (adapters/dynamodb/redacted-record.ts): a redrive reads the item, and repairs the row. */
function letterOf({ entity, key, reason, keys = {}, hashed = false }: Rejected): DeadLetter {
  const redacted = hashed ? 'images and keys' : 'images';
  const payload: JsonObject = { eventName: 'READ', dynamodb: { Keys: keys }, redacted };
  return { stage: 'backfill', reason, ...(entity !== undefined && { entity }), key, payload };
}

function refusalOf({ entity, key }: Change, reason: Reason): DeadLetter {
  return { stage: 'backfill', reason, entity, key, payload: { eventName: 'READ', entity, key } };
}
