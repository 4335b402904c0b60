/** Positions that are too high: found and voided, while no real change ever is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { falseChanges, type PlacedChange } from '../../shared/domain/change/false-position.ts';
import { positionOf } from '../../shared/domain/change/position.ts';

const MARGIN_MS = 60_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const LABELS = ['2026-10-01T09:00:00.000', '2026-11-01T09:00:00.000'];
const GENERATION = '2026-11-01T09:00:00.000';
const RUNS = { numRuns: Number(process.env['HEADWATER_FUZZ_RUNS'] ?? 10_000) };

/** A life of one key: real writes, in order, each by a clock that may be off by less than the margin less a second. */
const life = fc
  .array(fc.record({ gap: fc.nat(90_000), skew: fc.integer({ min: -29_000, max: 29_000 }), row: fc.nat(3) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((writes) => {
    let time = NOW - 3_600_000;
    return writes.map(({ gap, skew, row }, index) => {
      time += gap;
      const at = Math.floor((time + skew) / 1_000) * 1_000;
      return { id: `real-${index}`, at, row, position: positionOf(GENERATION, String(1_000 + 7 * index)) };
    });
  });

/** Events that no stream gave: with any label, number, time and content. */
const forged = fc.record({
  label: fc.constantFrom(...LABELS, '2027-01-01T00:00:00.000'),
  digits: fc.oneof(fc.constant('9'.repeat(40)), fc.bigInt(0n, 10n ** 40n - 1n).map(String), fc.nat(1_100).map(String)),
  at: fc.integer({ min: NOW - 7_200_000, max: NOW + 60_000 }),
  row: fc.nat(3),
});

function held(changes: readonly (Omit<PlacedChange, 'isHeld'> & { readonly row: number })[], row: number) {
  return changes.map(({ row: own, ...change }): PlacedChange => ({ ...change, isHeld: own === row }));
}

const facts = { now: NOW, marginMs: MARGIN_MS, generation: GENERATION };

describe('positions that no stream gave', () => {
  test('real changes with clocks off inside the margin are never found false, whatever the table holds', () => {
    fc.assert(
      fc.property(life, fc.nat(4), (real, row) => {
        expect(falseChanges(held(real, row), facts)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('beside positions that are too high no real change is voided, and what is left is topped by the newest real one', () => {
    const ahead = fc.array(
      fc.record({
        number: fc.bigInt(10n ** 39n, 10n ** 40n - 1n),
        at: fc.integer({ min: NOW - 7_200_000, max: NOW - 3_000_000 }),
        row: fc.nat(3),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(life, ahead, (real, events) => {
        const last = real.at(-1);
        if (!last) return;
        const false_ = events
          // Before the newest real change by more than clocks differ: then, and only then, the order tells.
          .filter(({ at }) => at < last.at - MARGIN_MS)
          .map(({ number, at, row }, index) => {
            return { id: `forged-${index}`, at, row, position: positionOf(GENERATION, String(number)) };
          });
        const found = falseChanges(held([...real, ...false_], last.row), facts);
        const voided = new Set(found.filter(({ isSure }) => isSure).map(({ change }) => change.id));
        expect([...voided].filter((id) => id.startsWith('real'))).toEqual([]);
        // Where a false one left just what the table has, the order alone may not tell: then it is said, and nothing voided.
        const isTold = false_.every(({ row }) => row !== last.row);
        if (isTold) expect([...voided].toSorted()).toEqual(false_.map(({ id }) => id).toSorted());
        else if (false_.length > 0) expect(found).not.toEqual([]);
      }),
      RUNS,
    );
  });

  test('whatever is forged, with whatever time: of what is left no change below the top is later than it and in the table', () => {
    fc.assert(
      fc.property(life, fc.array(forged, { maxLength: 5 }), (real, events) => {
        const last = real.at(-1);
        if (!last) return;
        const false_ = events.map(({ label, digits, at, row }, index) => {
          return { id: `forged-${index}`, at, row, position: positionOf(label, digits) };
        });
        const changes = held([...real, ...false_], last.row);
        const sure = falseChanges(changes, facts).filter(({ isSure }) => isSure);
        const found = new Set(sure.map(({ change }) => change.id));
        // The newest real change is what the table holds: it goes only where a forged one holds the same, later and below it.
        const isTwin = changes.some(
          ({ id, at, position, isHeld }) =>
            id.startsWith('forged') && isHeld && at > last.at + MARGIN_MS && position < last.position,
        );
        if (!isTwin) expect(found).not.toContain(last.id);
      }),
      RUNS,
    );
  });

  test('where the table holds what none of them left, only what is impossible by itself is voided', () => {
    const possible = forged.filter(({ label }) => label <= GENERATION);
    fc.assert(
      fc.property(life, fc.array(possible, { maxLength: 5 }), (real, events) => {
        const false_ = events.map(({ label, digits, at, row }, index) => {
          return { id: `forged-${index}`, at, row, position: positionOf(label, digits) };
        });
        const found = falseChanges(held([...real, ...false_], 9), facts);
        expect(found.filter(({ isSure }) => isSure)).toEqual([]);
      }),
      RUNS,
    );
  });
});
