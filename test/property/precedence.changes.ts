/** Random marks and changes, close together so that every row of the table is met often. */
import fc from 'fast-check';
import type { Change, SeenMarks } from '../../shared/domain/change/change.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import type { Marks } from '../../shared/domain/change/precedence.ts';

export const MARGIN_MS = 3;

const generation = fc.constantFrom('2026-11-01T09:00:00.000', '2026-11-02T09:00:00.000');
const position = fc
  .tuple(generation, fc.constantFrom('1', '2', '9', '10', '9'.repeat(21), '1'.repeat(40)))
  .map(([label, sequence]) => positionOf(label, sequence));
const time = fc.integer({ min: 1_000, max: 1_012 });

/** Marks in every combination, also those that the table never leaves behind. */
export const anyMarks: fc.Arbitrary<Marks> = fc.record(
  { position, at: time, snapshotAt: time, deleted: fc.boolean() },
  { requiredKeys: ['deleted'] },
);

export const anyStored = fc.option(anyMarks, { nil: undefined });

function base(key: string, id: string, at: number) {
  return { entity: 'film', key, id, at: new Date(at).toISOString() };
}

/** A plain one, or a repair's. What it replaces is often, but not always, what a store has. */
function anyRead(keys: readonly string[]): fc.Arbitrary<Change> {
  const seen: fc.Arbitrary<SeenMarks> = fc.record({ position, at: time, snapshotAt: time }, { requiredKeys: [] });
  const repair = fc.record({ contains: position, replaces: seen }, { requiredKeys: [] });
  return fc
    .record({
      key: fc.constantFrom(...keys),
      id: fc.uuid(),
      at: time,
      absent: fc.boolean(),
      repair: fc.oneof(fc.constant({}), repair),
    })
    .map(({ key, id, at, absent, repair }) => {
      const read = { ...base(key, id, at), ...repair };
      return absent ? { operation: 'absent', ...read } : { operation: 'snapshot', ...read, after: { id } };
    });
}

/** @param keys to choose from */
export function anyStreamChange(keys: readonly string[]): fc.Arbitrary<Change> {
  return fc
    .record({ key: fc.constantFrom(...keys), id: fc.uuid(), at: time, position, deleted: fc.boolean() })
    .map(({ key, id, at, position, deleted }) =>
      deleted
        ? { operation: 'deleted', ...base(key, id, at), position, before: {} }
        : { operation: 'created', ...base(key, id, at), position, after: { id } },
    );
}

export function anyChange(keys: readonly string[]): fc.Arbitrary<Change> {
  return fc.oneof({ weight: 2, arbitrary: anyStreamChange(keys) }, { weight: 1, arbitrary: anyRead(keys) });
}
