/** A replay or a redriven letter brings voided changes again: a store that keeps only the newest must not take them. */
import { isRead } from '../domain/change/change.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { voidedName } from '../domain/change/voided.ts';
import type { VoidedChanges } from '../ports/voided-changes.ts';
import type { Apply } from './prepare.ts';

/** A record is written by a repair, seconds before a replay at the earliest; a minute of it costs a GET a minute and entity. */
const KNOWN_FOR_MS = 60_000;

export interface LeaveOutOptions {
  /** Told when the record cannot be read: then what was known last is left out, and `verify` finds the rest. */
  readonly onUnknown: (error: unknown) => void | Promise<void>;
  readonly now?: () => number;
}

export function leaveOutVoided(voided: VoidedChanges, apply: Apply, options: LeaveOutOptions): Apply {
  const { onUnknown, now = Date.now } = options;
  const known = new Map<string, { names: ReadonlySet<string>; until: number }>();
  const namesOf = async (entity: string): Promise<ReadonlySet<string>> => {
    const found = known.get(entity);
    if (found && now() < found.until) return found.names;
    let names = found?.names ?? new Set<string>();
    try {
      names = new Set((await voided.of(entity)).map(voidedName));
    } catch (error) {
      // Search goes on: what comes back meanwhile is mended by a repair, what is held back by nothing.
      await onUnknown(error);
    }
    known.set(entity, { names, until: now() + KNOWN_FOR_MS });
    return names;
  };
  return async (changes) => {
    const entities = new Set(changes.map(({ entity }) => entity));
    const names = new Map<string, ReadonlySet<string>>();
    for (const entity of entities) names.set(entity, await namesOf(entity));
    const isReal = changes.map((change) => isRead(change) || !names.get(change.entity)?.has(voidedName(change)));
    const real = changes.filter((_, index) => isReal[index]);
    if (real.length === changes.length) return apply(changes);
    const outcomes = (real.length > 0 ? await apply(real) : []).values();
    // A missing outcome is left to `consume`, which tries the change again.
    return isReal.map((one): Outcome => (one ? (outcomes.next().value as Outcome) : { status: 'suppressed' }));
  };
}
