import type { Position } from './position.ts';
import type { Marks } from './precedence.ts';

/** What a key holds after two stores of it are merged. */
export interface Merged {
  /** Whose row stays. */
  readonly content: 'stored' | 'incoming';
  readonly marks: Marks;
}

/**
 * Merges what two stores hold of one key, each of which has seen some of its changes, into what a store would hold that has
 * seen them all: the copy of an index into the new one, which has been getting changes of its own meanwhile. A copy that
 * only creates what is missing would keep an older change that was written before it; one that overwrites would lose a newer
 * one. OpenSearch's merge script carries this function, and is held against it.
 *
 * The same reasons as in `decide`: of two stream changes the higher position wins, of two reads the newer, and a stream
 * change wins over a read that neither saw its position nor, by the times, contains it. The position is the highest seen.
 *
 * @param marginMs see `DEFAULT_MARGIN_MS`
 */
export function merge(stored: Marks, incoming: Marks, marginMs: number): Merged {
  const content = incomingWins(stored, incoming, marginMs) ? 'incoming' : 'stored';
  const { position: _, ...marks } = content === 'incoming' ? incoming : stored;
  const position = higher(stored.position, incoming.position);
  return { content, marks: { ...marks, ...(position !== undefined && { position }) } };
}

function incomingWins(stored: Marks, incoming: Marks, marginMs: number): boolean {
  if (stored.snapshotAt !== undefined && incoming.snapshotAt !== undefined)
    return incoming.snapshotAt > stored.snapshotAt;
  if (incoming.snapshotAt !== undefined) return !winsOverRead(stored, incoming, incoming.snapshotAt, marginMs);
  if (stored.snapshotAt !== undefined) return winsOverRead(incoming, stored, stored.snapshotAt, marginMs);
  return isHigher(incoming.position, stored.position);
}

function winsOverRead(change: Marks, read: Marks, readAt: number, marginMs: number): boolean {
  return isHigher(change.position, read.position) && (change.at ?? -Infinity) >= readAt - marginMs;
}

function higher(one: Position | undefined, other: Position | undefined): Position | undefined {
  return isHigher(other, one) ? other : one;
}

function isHigher(one: Position | undefined, other: Position | undefined): boolean {
  return one !== undefined && (other === undefined || one > other);
}
