import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRead, type Change } from '../../shared/domain/change/change.ts';
import { collapse, decide, type Marks } from '../../shared/domain/change/precedence.ts';
import { anyChange, anyStored, anyStreamChange, MARGIN_MS } from './precedence.changes.ts';

const KEYS = ['a', 'b', 'c'];
const RUNS = { numRuns: 3_000 };

/** What a store holds of a key: marks, and the id of the change whose content it holds. */
interface Held {
  readonly marks?: Marks | undefined;
  readonly content?: string;
}

function applied(held: Held, change: Change): Held {
  const decision = decide(held.marks, change, MARGIN_MS);
  switch (decision.verdict) {
    case 'stale':
      return held;
    case 'record':
      return { ...held, marks: decision.marks };
    case 'apply':
      return { marks: decision.marks, content: decision.marks.deleted ? 'tombstone' : change.id };
  }
}

function finalState(stored: Marks | undefined, changes: readonly Change[]): readonly Held[] {
  return KEYS.map((key) =>
    changes.filter((change) => change.key === key).reduce(applied, { marks: stored, content: 'stored' }),
  );
}

describe('collapse', () => {
  test('the winners in order leave what all changes in order leave, whatever was stored', () => {
    const batch = fc.array(anyChange(KEYS), { maxLength: 12 });

    fc.assert(
      fc.property(anyStored, batch, (stored, changes) => {
        const winners = collapse(changes).flatMap(({ index }) => changes[index] ?? []);
        expect(finalState(stored, winners)).toEqual(finalState(stored, changes));
      }),
      RUNS,
    );
  });

  test('every change is a winner or superseded by exactly one of its key', () => {
    fc.assert(
      fc.property(fc.array(anyChange(KEYS), { maxLength: 12 }), (changes) => {
        const winners = collapse(changes);
        const seen = winners.flatMap(({ index, superseded }) => [index, ...superseded]);
        expect(seen.sort((a, b) => a - b)).toEqual([...changes.keys()]);
        for (const { index, superseded } of winners) {
          for (const loser of superseded) expect(changes[loser]?.key).toBe(changes[index]?.key);
        }
      }),
      RUNS,
    );
  });

  test('without the winner, what it superseded is what would have been applied', () => {
    fc.assert(
      fc.property(anyStored, fc.array(anyChange(KEYS), { minLength: 1, maxLength: 12 }), (stored, changes) => {
        const [first] = collapse(changes);
        const without = changes.filter((_, index) => index !== first?.index);
        const winners = collapse(without).flatMap(({ index }) => without[index] ?? []);
        expect(finalState(stored, winners)).toEqual(finalState(stored, without));
      }),
      RUNS,
    );
  });

  test('stream changes whose times follow their positions collapse to one per key', () => {
    const ordered = fc.array(anyStreamChange(KEYS), { minLength: 1, maxLength: 12 }).map((changes) => {
      const positions = [...new Set(changes.map((change) => positionIn(change)))].sort();
      return changes.map((change) => ({
        ...change,
        at: new Date(positions.indexOf(positionIn(change))).toISOString(),
      }));
    });

    fc.assert(
      fc.property(ordered, (changes) => {
        const keys = new Set(changes.map(({ key }) => key));
        expect(collapse(changes)).toHaveLength(keys.size);
      }),
      RUNS,
    );
  });
});

describe('stream changes', () => {
  test('in any order, any number of times, they leave the highest position and its content', () => {
    const history = fc.uniqueArray(anyStreamChange(['a']), {
      selector: (change) => positionIn(change),
      minLength: 1,
      maxLength: 8,
    });
    const delivery = history.chain((changes) =>
      fc.tuple(
        fc.constant(changes),
        fc.shuffledSubarray([...changes, ...changes, ...changes], { minLength: changes.length * 2 + 1 }),
      ),
    );

    fc.assert(
      fc.property(delivery, ([changes, delivered]) => {
        const highest = [...changes].sort((a, b) => (positionIn(a) < positionIn(b) ? 1 : -1))[0];
        const all = [...delivered, ...changes];
        expect(all.reduce(applied, {})).toEqual(highest && applied({}, highest));
      }),
      RUNS,
    );
  });
});

function positionIn(change: Change): string {
  return isRead(change) ? '' : change.position;
}
