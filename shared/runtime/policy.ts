import type { Change } from '../domain/change/change.ts';
import { keepersOf } from '../domain/consumers/keepers.ts';
import type { Entity } from '../domain/definition/entity.ts';
import type { Consumer, HeadwaterDefinition } from '../domain/definition/headwater.ts';
import { hashes } from '../domain/definition/policy.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { hashUnder, protectChange, protection, type Hash } from '../domain/row/protect.ts';
import type { PolicyKeySource } from '../ports/policy-key.ts';
import type { Apply } from './prepare.ts';

/**
 * What the entities' policies hash with; undefined when none does, and then nothing is read.
 * @throws HeadwaterError HW_POLICY_KEY_MISSING
 */
export function hashForTable(entities: readonly Entity[], open: () => PolicyKeySource): Promise<Hash | undefined> {
  return hashWhen(
    entities.some(({ policy }) => hashes(policy)),
    open,
  );
}

/** The same for a consumer's own policy. */
export function hashForConsumer({ policy = {} }: Consumer, open: () => PolicyKeySource): Promise<Hash | undefined> {
  return hashWhen(Object.values(policy).some(hashes), open);
}

/** The same for all tables and search consumers together. */
export function hashForAudit(
  { tables, consumers }: HeadwaterDefinition,
  open: () => PolicyKeySource,
): Promise<Hash | undefined> {
  const searching = keepersOf(consumers, 'search');
  const policies = searching.flatMap(({ policy = {} }) => Object.values(policy));
  const own = tables.flatMap(({ entities }) => entities.map(({ policy }) => policy));
  return hashWhen([...own, ...policies].some(hashes), open);
}

async function hashWhen(needed: boolean, open: () => PolicyKeySource): Promise<Hash | undefined> {
  return needed ? hashUnder(await open().read()) : undefined;
}

const SUPPRESSED: Outcome = { status: 'suppressed' };

/**
 * Lets a consumer see changes only as its own policy leaves them. What then differs in nothing is suppressed.
 * @throws HeadwaterError HW_POLICY_KEY_MISSING when its policy hashes and there is no hash
 */
export function underPolicy({ policy }: Consumer, hash: Hash | undefined, apply: Apply): Apply {
  if (policy === undefined) return apply;
  const protections = new Map(Object.entries(policy).map(([entity, own]) => [entity, protection(own, hash)]));
  const seen = (change: Change): Change | undefined => {
    const protect = protections.get(change.entity);
    return protect ? protectChange(change, protect) : change;
  };
  return async (changes) => {
    const visible = changes.map(seen);
    const some = visible.filter((change) => change !== undefined);
    const outcomes = some.length > 0 ? await apply(some) : [];
    const next = outcomes.values();
    // A missing outcome stays missing: what it means is for whoever counts them.
    return visible.map((change) => (change ? next.next().value : SUPPRESSED)) as Outcome[];
  };
}
