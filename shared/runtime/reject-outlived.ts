import { changesTakenSince } from '../domain/retention/tombstone-retention.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { Apply } from './prepare.ts';

/**
 * Keeps changes away from a store that were written so long ago that a tombstone for them may have been purged: a dead
 * letter that was redriven again and again could bring a deleted row back.
 */
export function rejectOutlived(definition: { readonly archiveDays?: number }, apply: Apply, now = Date.now): Apply {
  return async (changes) => {
    const since = changesTakenSince(definition, now()) ?? -Infinity;
    const taken = changes.filter(({ at }) => Date.parse(at) >= since);
    if (taken.length === changes.length) return apply(changes);
    const outcomes = (taken.length > 0 ? await apply(taken) : []).values();
    return changes.map(({ entity, key, at }): Outcome => {
      // A missing outcome is left to `consume`, which tries the change again.
      if (Date.parse(at) >= since) return outcomes.next().value as Outcome;
      const message = `${entity} "${key}": its change of ${at} is older than tombstones are kept`;
      return { status: 'rejected', reason: { code: 'HW_CHANGE_OUTLIVED', message } };
    });
  };
}
