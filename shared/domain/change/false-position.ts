/**
 * Which changes of a key have a position that the stream cannot have given. Sequence numbers say nothing of time
 * (docs/decisions/200), but within a stream a higher one was not written earlier: of two changes of one key that say so, one
 * is false, and the table tells which, because the newest real change is what it holds.
 */
import type { Position } from './position.ts';

export interface PlacedChange {
  readonly id: string;
  readonly position: Position;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether the table has just what this change left of the key; undefined when that cannot be told. */
  readonly isHeld: boolean | undefined;
}

export interface StreamFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds that clocks may differ by. */
  readonly marginMs: number;
  /** Label of the table's current stream. */
  readonly generation?: string | undefined;
}

export interface FalseChange<C extends PlacedChange> {
  readonly change: C;
  readonly reason: string;
  /** Whether it is sure enough to be voided; where not, the table has moved on and nothing tells which of two is false. */
  readonly isSure: boolean;
}

/** AWS refuses requests of a machine whose clock is further off (general reference, Signature Version 4). */
const CLOCK_OFF_MS = 15 * 60_000;

/** The label in a position. */
export function labelIn(position: Position): string {
  return position.slice(0, position.lastIndexOf('/'));
}

/** @param changes the stream changes of one key, in any order, without those that are voided already */
export function falseChanges<C extends PlacedChange>(
  changes: readonly C[],
  facts: StreamFacts,
): readonly FalseChange<C>[] {
  const found: FalseChange<C>[] = [];
  const possible: C[] = [];
  for (const change of changes) {
    const reason = impossible(change, facts);
    if (reason === undefined) possible.push(change);
    else found.push({ change, reason, isSure: true });
  }
  const rest = possible.toSorted((a, b) => (a.position < b.position ? -1 : 1));
  for (let top = rest.at(-1); top !== undefined; top = rest.at(-1)) {
    const later = laterBelow(top, rest, facts);
    const held = later.filter(({ isHeld }) => isHeld === true);
    // The table has what the top one left: false are the later ones below it, which silence nothing, and stay.
    if (later.length === 0 || (top.isHeld === true && held.length === 0)) break;
    const isSure = held.length > 0 && (top.isHeld !== true || held.some((one) => isAlone(one, top, rest, facts)));
    found.push({ change: top, reason: contradiction(top, later), isSure });
    if (!isSure) break;
    rest.pop();
  }
  return found;
}

function impossible({ position, at }: PlacedChange, { now, marginMs, generation }: StreamFacts): string | undefined {
  if (generation !== undefined && labelIn(position) > generation) {
    return `it is of the stream ${labelIn(position)}, which the table does not have`;
  }
  const isAhead = at > now + marginMs + CLOCK_OFF_MS;
  return isAhead ? `it was written at ${new Date(at).toISOString()}, a time that has not come` : undefined;
}

/** Changes of the same stream with lower positions that were written later. */
function laterBelow<C extends PlacedChange>(top: C, rest: readonly C[], { marginMs }: StreamFacts): readonly C[] {
  const label = labelIn(top.position);
  return rest.filter(({ position, at }) => labelIn(position) === label && at > top.at + marginMs);
}

/** The table has what both left. The lower one may be the false one, with a late time, if others contradict it as well. */
function isAlone<C extends PlacedChange>(one: C, top: C, rest: readonly C[], { marginMs }: StreamFacts): boolean {
  return !rest.some((other) => other !== top && other.position > one.position && other.at < one.at - marginMs);
}

function contradiction(top: PlacedChange, later: readonly PlacedChange[]): string {
  const latest = later.reduce((a, b) => (b.at > a.at ? b : a));
  const [early, late] = [new Date(top.at).toISOString(), new Date(latest.at).toISOString()];
  return `it was written at ${early}, and yet its position is above that of ${latest.id}, which the same stream has of ${late}`;
}
