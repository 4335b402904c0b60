/**
 * Which of the stored and the incoming change of a key wins (design: Position). Every store follows this one table; the
 * OpenSearch adapter carries it as a script (adapters/opensearch/apply-script.ts) and is held against this file.
 */
import { isRead, type Change, type ReadChange, type SeenMarks } from './change.ts';
import { KEY_BYTES } from '../row/keys.ts';
import { isInstantText } from '../time/moment.ts';
import type { Position } from './position.ts';
import type { Reason } from '../delivery/reason.ts';

/** What a store remembers of a key beside its row. */
export interface Marks extends SeenMarks {
  readonly deleted: boolean;
}

/** `record`: take in the position, keep the content, because the stored snapshot row already contains the change. */
export type Decision = { readonly verdict: 'apply' | 'record'; readonly marks: Marks } | { readonly verdict: 'stale' };

/** Must exceed clock skew + 1 s: change times are floored to seconds, and snapshot times come from another clock. */
export const DEFAULT_MARGIN_MS = 60_000;

/** The table. @param marginMs see `DEFAULT_MARGIN_MS` */
export function decide(stored: Marks | undefined, change: Change, marginMs: number): Decision {
  const at = Date.parse(change.at);
  return isRead(change)
    ? decideRead(stored, change, at, marginMs)
    : decideStreamChange(stored, change.position, at, change.operation === 'deleted', marginMs);
}

function decideStreamChange(
  stored: Marks | undefined,
  position: Position,
  at: number,
  deleted: boolean,
  marginMs: number,
): Decision {
  if (stored?.position !== undefined && stored.position >= position) return { verdict: 'stale' };
  if (stored?.snapshotAt !== undefined && at < stored.snapshotAt - marginMs) {
    return { verdict: 'record', marks: { ...stored, position } };
  }
  return { verdict: 'apply', marks: { position, at, deleted } };
}

function decideRead(stored: Marks | undefined, change: ReadChange, readAt: number, marginMs: number): Decision {
  const seen = stored && change.replaces && sameMarks(stored, change.replaces);
  if (!seen) {
    const { at, snapshotAt } = stored ?? {};
    const stale = snapshotAt === undefined ? at !== undefined && at >= readAt - marginMs : snapshotAt >= readAt;
    if (stale) return { verdict: 'stale' };
  }
  const position = seen ? change.contains : (stored?.position ?? change.contains);
  const kept = position === undefined ? {} : { position };
  return { verdict: 'apply', marks: { ...kept, snapshotAt: readAt, deleted: change.operation === 'absent' } };
}

function sameMarks(stored: SeenMarks, seen: SeenMarks): boolean {
  return stored.position === seen.position && stored.at === seen.at && stored.snapshotAt === seen.snapshotAt;
}

/** A change to send, with the earlier and later changes of the batch that it makes stale. */
export interface Winner {
  /** Its index in the batch. */
  readonly index: number;
  /** Indices in the batch. They share the winner's fate: stale once it is in, and their own turn if it is rejected. */
  readonly superseded: readonly number[];
}

/**
 * Reduces a batch so that applying the winners in order leaves every key as applying all changes in order would, whatever
 * the store held before. That is stronger than convergence, and it does not allow "the highest position wins" blindly:
 *
 * - Two neighbours of one key collapse when they are of one kind. (With a read between two stream changes, what happens
 *   depends on the stored marks: they stay apart, in order. So it does with a repair's reads.)
 * - A later stream change replaces an earlier one only if its time is not before the other's. A newer position with an
 *   older time (skewed clocks, a new generation) may be recorded where the earlier one would have been applied.
 */
export function collapse(changes: readonly Change[]): readonly Winner[] {
  const winners: Draft[] = [];
  const lastOfKey = new Map<string, Draft>();
  for (const [index, change] of changes.entries()) {
    const id = `${change.entity}/${change.key}`;
    const draft: Draft = { index, change, superseded: [], replaced: false };
    const rest = supersede(draft, lastOfKey.get(id));
    if (rest === 'stale') continue;
    draft.before = rest;
    lastOfKey.set(id, draft);
    winners.push(draft);
  }
  return winners.filter(({ replaced }) => !replaced);
}

interface Draft extends Winner {
  readonly change: Change;
  readonly superseded: number[];
  replaced: boolean;
  /** The winner of the same key in front of this one. */
  before?: Draft | undefined;
}

/** Folds `draft` with the winners before it. @returns the winner that stays in front of it, or `stale` when it loses. */
function supersede(draft: Draft, last: Draft | undefined): Draft | undefined | 'stale' {
  let earlier = last;
  while (earlier) {
    const winner = laterWins(earlier.change, draft.change);
    if (winner === undefined) return earlier;
    if (!winner) {
      earlier.superseded.push(draft.index, ...draft.superseded);
      return 'stale';
    }
    draft.superseded.push(earlier.index, ...earlier.superseded);
    earlier.replaced = true;
    earlier = earlier.before;
  }
  return undefined;
}

/** @returns undefined when the two must both be applied, in order. */
function laterWins(earlier: Change, later: Change): boolean | undefined {
  if (isRead(earlier) && isRead(later)) {
    const plain = isPlain(earlier) && isPlain(later);
    return plain ? Date.parse(later.at) > Date.parse(earlier.at) : undefined;
  }
  if (isRead(earlier) || isRead(later)) return undefined;
  if (later.position <= earlier.position) return false;
  return Date.parse(later.at) >= Date.parse(earlier.at) ? true : undefined;
}

function isPlain({ contains, replaces }: ReadChange): boolean {
  return contains === undefined && replaces === undefined;
}

/** Why no store can address or order this change; a malformed mark would decide about every later change of its key. */
export function faultOf(change: Change): Reason | undefined {
  const bytes = Buffer.byteLength(change.key);
  if (bytes === 0 || bytes > KEY_BYTES) return fault(change, `a key has 1 to ${KEY_BYTES} bytes, this one ${bytes}`);
  if (!isInstantText(change.at)) return fault(change, '`at` is no RFC 3339 time');
  const position = isRead(change) ? change.contains : change.position;
  const ordered = position === undefined ? isRead(change) : /^[^/]+\/\d{40}$/.test(position);
  return ordered ? undefined : fault(change, '`position` is not <generation>/<40 digits>');
}

/** Of an overlong key, enough to recognise it. */
const KEY_SHOWN = 64;

function fault({ entity, key }: Change, what: string): Reason {
  const shown = key.length > KEY_BYTES ? `${key.slice(0, KEY_SHOWN)}…` : key;
  return { code: 'HW_EVENT_MALFORMED', message: `${entity} "${shown}": ${what}` };
}
