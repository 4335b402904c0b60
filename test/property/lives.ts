/** Random lives of keys of entity `thing`: writes in the order of their positions, reads by a backfill, and how all of it arrives. */
import fc from 'fast-check';
import { rowAfter, type Change } from '../../shared/domain/change/change.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { decide, DEFAULT_MARGIN_MS, type Marks } from '../../shared/domain/change/precedence.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 18, 0, second)).toISOString();

/** Many of them a margin apart, give or take a second: there the rule turns. */
const second = fc.oneof(fc.nat(300), fc.constantFrom(0, 59, 60, 61, 119, 120, 121, 180));

/** Seconds of one key's stream changes (in the order of their positions) and snapshot reads; how all of them arrive. */
export const life = fc
  .record({
    writes: fc.array(fc.record({ second, deleted: fc.boolean() }), { maxLength: 4 }),
    reads: fc.uniqueArray(second, { maxLength: 3 }),
    absent: fc.boolean(),
  })
  .chain(({ writes, reads, absent }) => {
    const seconds = writes.map(({ second }) => second).toSorted((a, b) => a - b);
    const stream = writes.map(
      ({ deleted }, index) => ({ kind: 'stream', second: seconds[index] ?? 0, deleted, index }) as const,
    );
    const all = [...stream, ...reads.map((second) => ({ kind: 'read', second, absent }) as const)];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

type Arrival = (typeof life extends fc.Arbitrary<infer Arrivals extends readonly unknown[]> ? Arrivals : never)[number];

export function changesOf(arrivals: readonly Arrival[], key: string): Change[] {
  return arrivals.map((arrival, place): Change => {
    const base = { entity: 'thing', id: `${key}-${place}`, key, at: at(arrival.second) };
    const row = { n: place };
    if (arrival.kind === 'read') {
      return arrival.absent ? { ...base, operation: 'absent' } : { ...base, operation: 'snapshot', after: row };
    }
    const position = positionOf('g', String(arrival.index));
    return arrival.deleted
      ? { ...base, operation: 'deleted', position, before: row }
      : { ...base, operation: 'created', position, after: row };
  });
}

interface Left {
  readonly marks: Marks | undefined;
  /** The change whose row is left; undefined when nothing or a tombstone is. */
  readonly row: Change | undefined;
}

/** What a store following `decide` is left with. */
export function leftBy(changes: readonly Change[]): Left {
  let marks: Marks | undefined;
  let left: Change | undefined;
  for (const change of changes) {
    const decision = decide(marks, change, DEFAULT_MARGIN_MS);
    if (decision.verdict === 'stale') continue;
    marks = decision.marks;
    if (decision.verdict === 'apply') left = change;
  }
  return { marks, row: left && rowAfter(left) && left };
}
