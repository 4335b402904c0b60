/** Looks for changes in the history whose positions cannot be real, and asks the table which they are (domain/change/false-position.ts). */
import { falseChanges, type FalseChange, type PlacedChange } from '../../domain/change/false-position.ts';
import type { Row } from '../../domain/row/json.ts';
import { sameValue } from '../../domain/row/row-equality.ts';
import type { VoidedChange } from '../../domain/change/voided.ts';
import type { KeyRead } from '../../ports/item-source.ts';
import type { HistoryEvent } from '../../ports/row-copy.ts';
import type { TrustedHistory } from './copy.ts';
import { readRows, type LookOptions } from './look.ts';
import { batches } from './settle.ts';

/** A change that is, or may be, false. */
export interface FoundFalse {
  readonly entity: string;
  readonly key: string;
  readonly id: string;
  readonly position: PlacedChange['position'];
  /** Epoch milliseconds */
  readonly at: number;
  /** The object that holds it. */
  readonly object: string;
  readonly reason: string;
  /** Whether a repair voids it; where not, the table has moved on, and the next change tells. */
  readonly isSure: boolean;
}

export interface FalseLook extends LookOptions {
  readonly generation?: string | undefined;
}

/** @param keys only these; @default those that the history itself suspects */
export async function* findFalse(
  { changes, copy }: TrustedHistory,
  look: FalseLook,
  keys: Iterable<string> | AsyncIterable<string> = changes.suspects(copy.entity, factsOf(look)),
): AsyncIterable<FoundFalse> {
  for await (const batch of batches(keys)) {
    // The history before the table: what it has is in the row.
    const events = new Map<string, readonly HistoryEvent[]>();
    for (const key of batch) events.set(key, await changes.events(copy.entity, key));
    const rows = await readRows(look.source, copy.entity, batch);
    for (const key of batch) {
      const held = heldBy(rows.get(key), copy.expects);
      const found = falseChanges(placed(events.get(key) ?? [], held), factsOf(look));
      for (const one of found) yield foundOf(copy.entity, key, one);
    }
  }
}

/** @param at epoch milliseconds: now */
export function voidedOf({ id, position, key, at: writtenAt, reason, object }: FoundFalse, at: number): VoidedChange {
  const [text, voidedAt] = [new Date(writtenAt).toISOString(), new Date(at).toISOString()];
  return { id, position, key, at: text, reason, object, voidedAt };
}

function factsOf({ now, marginMs, generation }: FalseLook) {
  return { now: now(), marginMs, generation };
}

/** Says of a change whether the table has what it left; undefined when the item fits no schema, or cannot be read. */
type Held = (event: HistoryEvent) => boolean | undefined;

function heldBy(read: KeyRead | undefined, expects: (row: Row) => Row | undefined): Held {
  if (read?.status === 'rejected' || read?.status === 'unreadable') return () => undefined;
  const row = read?.status === 'row' ? expects(read.row) : undefined;
  return (event) => (row && event.row ? sameValue(row, event.row) : row === event.row);
}

type Placed = PlacedChange & { readonly event: HistoryEvent };

function placed(events: readonly HistoryEvent[], isHeld: Held): readonly Placed[] {
  return events.flatMap((event): Placed[] => {
    const { id, position, at } = event;
    if (position === undefined || event.voided) return [];
    return [{ id, position, at, isHeld: isHeld(event), event }];
  });
}

function foundOf(entity: string, key: string, { change, reason, isSure }: FalseChange<Placed>): FoundFalse {
  const { id, position, at, event } = change;
  return { entity, key, id, position, at, object: event.file, reason, isSure };
}
