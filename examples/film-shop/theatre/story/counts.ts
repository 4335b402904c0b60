import { ask } from '../ask.ts';
import type { Session } from '../session.ts';

/** How changes ended at a stage, and how many so. */
export type Counts = Readonly<
  Partial<Record<'Published' | 'Applied' | 'Stale' | 'Suppressed' | 'Rejected' | 'Retry', number>>
>;

/** What the functions counted since a moment. */
export interface Counted {
  readonly normalizers: Counts;
  /** Of the search consumer. */
  readonly indexers: Counts;
  /** Whether this cloud's logs tell the counts. */
  readonly known: boolean;
}

interface Ledger {
  readonly stages: readonly { readonly stage: string; readonly counts: Counts }[];
  readonly uncounted: readonly string[];
}

/** The same counts as `headwater ledger` has, added up. */
export async function countsSince(session: Session, from: Date): Promise<Counted> {
  const { normalizers, consumers } = session.deployment;
  const writers = normalizers.map(({ table }) => `normalizer ${table}`);
  const indexers = consumers.filter(({ name }) => name === 'search').map(({ name }) => `consumer ${name}`);
  const { stages, uncounted } = (await ask<Ledger>(session, ['ledger', '--from', from.toISOString()])).json;
  const of = (names: readonly string[]): Counts =>
    addUp(stages.filter(({ stage }) => names.includes(stage)).map(({ counts }) => counts));
  return {
    normalizers: of(writers),
    indexers: of(indexers),
    known: ![...writers, ...indexers].some((name) => uncounted.includes(name)),
  };
}

function addUp(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, number] of all.flatMap((counts) => Object.entries(counts))) {
    sums.set(name, (sums.get(name) ?? 0) + number);
  }
  return Object.fromEntries(sums);
}
