import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import { isRead, type Change } from '../../shared/domain/change/change.ts';
import { matches, type Filter } from '../../shared/domain/filter/filter.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { transition } from '../../shared/domain/change/transition.ts';
import { view } from '../../shared/domain/change/view.ts';
import { anyFilter, anyRow, editedRow, thing } from '../support/filtered-rows.ts';

const KEYS = ['a', 'b'] as const;
/** Over the second that change times are floored to. */
const MARGIN_MS = 1_500;

/** What an item's writer does, and what a backfill does in between. */
type Step = { readonly key: string; readonly afterMs: number } & (
  | { readonly act: 'edit'; readonly row: Row; readonly names: readonly string[] }
  | { readonly act: 'spoil' | 'remove' | 'read' }
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: edit() },
  {
    weight: 4,
    arbitrary: fc.record({
      key: fc.constantFrom(...KEYS),
      afterMs: fc.integer({ min: 0, max: 1_500 }),
      act: fc.constantFrom('spoil', 'remove', 'read'),
    }),
  },
);

function edit(): fc.Arbitrary<Step> {
  return fc.record({
    key: fc.constantFrom(...KEYS),
    afterMs: fc.integer({ min: 0, max: 1_500 }),
    act: fc.constant('edit'),
    row: anyRow,
    names: fc.subarray(Object.keys(thing.fields), { maxLength: 2 }),
  });
}

/** An item: its row, or that it fits no schema. */
type Item = { readonly row: Row } | 'invalid' | undefined;

interface Played {
  /** As the normalizer and the backfill publish them (docs/decisions/004). */
  readonly changes: readonly Change[];
  /** key -> the last row that was published and not deleted since. */
  readonly rows: ReadonlyMap<string, Row>;
}

function play(steps: readonly Step[]): Played {
  const items = new Map<string, Item>();
  const rows = new Map<string, Row>();
  const changes: Change[] = [];
  let now = Date.parse('2026-11-23T18:00:00Z');
  steps.forEach((one, index) => {
    now += one.afterMs;
    const before = items.get(one.key);
    const id = `e${index}`;
    if (one.act === 'read') {
      if (typeof before !== 'object') return;
      const at = new Date(now).toISOString();
      changes.push({ operation: 'snapshot', id, entity: 'thing', key: one.key, at, after: before.row });
      return;
    }
    const after = itemAfter(one, before);
    items.set(one.key, after);
    if (after === 'invalid' || (!after && !before)) return;
    const moment = {
      ...{ id, entity: 'thing', key: one.key, at: `${new Date(now).toISOString().slice(0, 19)}Z` },
      position: positionOf('2026-11-01T09:00:00.000', String(index)),
      ...(before === 'invalid' && { beforeRejected: true as const }),
    };
    const known = typeof before === 'object' ? before.row : after ? undefined : {};
    const change = transition(moment, known, after?.row);
    if (change) changes.push(change);
    if (after) rows.set(one.key, after.row);
    else rows.delete(one.key);
  });
  return { changes, rows };
}

function itemAfter(one: Step, before: Item): Item {
  switch (one.act) {
    case 'edit':
      return { row: typeof before === 'object' ? editedRow(before.row, one.row, one.names) : one.row };
    case 'spoil':
      return 'invalid';
    case 'remove':
      return undefined;
    case 'read':
      return before;
  }
}

/** Every change at least once, in any order. */
const delivery = fc.array(step, { minLength: 1, maxLength: 10 }).chain((steps) => {
  const played = play(steps);
  const { changes } = played;
  const again = fc.shuffledSubarray([...changes, ...changes]);
  const mixed = again.chain((more) => {
    const all = [...changes, ...more];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
  return fc.record({ played: fc.constant(played), delivered: mixed });
});

async function storeAfter(filter: Filter, delivered: readonly Change[]): Promise<Map<string, Row>> {
  const store = createMemorySearchStore({ marginMs: MARGIN_MS });
  await store.prepare([thing]);
  const outcomes = await store.apply(delivered.flatMap((change) => view(filter, change) ?? []));
  expect(outcomes.filter(({ status }) => status !== 'applied' && status !== 'stale')).toEqual([]);
  const rows = new Map<string, Row>();
  for await (const { key, row, marks } of store.scan('thing')) if (!marks.deleted) rows.set(key, row);
  return rows;
}

describe('a filtered subscription', () => {
  test("holds the table's rows that match, whatever was reordered, duplicated, rejected or backfilled", async () => {
    const property = fc.asyncProperty(anyFilter, delivery, async (filter, { played, delivered }) => {
      const seen = [...played.rows].filter(([, row]) => matches(filter, row));
      expect(await storeAfter(filter, delivered)).toEqual(new Map(seen));
    });
    await fc.assert(property, { numRuns: 3_000 });
  });

  test('sees each change with its own id, position and time', () => {
    const property = fc.property(anyFilter, delivery, (filter, { played: { changes } }) => {
      for (const change of changes) {
        const seen = view(filter, change);
        if (seen) expect(momentOf(seen)).toEqual(momentOf(change));
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});

function momentOf(change: Change) {
  const { id, entity, key, at } = change;
  return { id, entity, key, at, position: isRead(change) ? undefined : change.position };
}
