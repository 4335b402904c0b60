/** Random rows, filters and changes of an entity that has every kind of field; few values, so that filters often match. */
import fc from 'fast-check';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../shared/domain/definition/fields.ts';
import { fieldAt } from '../../shared/domain/definition/field-at.ts';
import { filterProblems } from '../../shared/domain/definition/filter-problems.ts';
import type { Clause, Condition, Filter, Scalar } from '../../shared/domain/filter/filter.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { transition } from '../../shared/domain/change/transition.ts';

export const thing = defineEntity({
  name: 'thing',
  recognise: 'every-item',
  fields: {
    kind: keyword(),
    title: optional(text()),
    price: decimal(10, 2),
    exactly: optional(decimal(38, 12)),
    rating: optional(double()),
    share: optional(double({ minimum: 0, maximum: 1 })),
    votes: optional(integer({ minimum: 0, maximum: 1_000 })),
    count: optional(integer()),
    onSale: optional(boolean()),
    tags: optional(list(keyword())),
    sizes: optional(list(integer({ minimum: 0, maximum: 10 }))),
    maker: optional(object({ country: keyword(), founded: optional(integer({ minimum: 0, maximum: 3_000 })) })),
    soldAt: optional(timestamp()),
    seenAt: optional(list(timestamp())),
    day: optional(date()),
    rest: optional(json()),
  },
});

const TEXTS = ['', 'a', 'ab', 'b', 'Ab', 'é😀', 'aé', '"\\', 'null', '5', '\u0000a'];
const NUMBERS = [0, -1, 5, 5.5, 5.000_000_1, 4.999_999_9, 6, 1e9, 1_000_000_000.5, 1e12, -1e12, 0.1, 1e-7, 100];
const BOUNDED = [0, 1, 5, 6, 9, 10];
const PRICES = [0, 0.1, 4.99, 5, 5.01, 99_999_999.99, '5', '5.00', '4.990'];
const EXACT = [...PRICES, '12345678901234567890123456', '5.000000000001', '-0.000000000001'];

/** Rows have RFC 3339, filters any spelling; the first four are one instant, to the microsecond. */
const NOON = [
  '2026-11-23T12:00:00Z',
  '2026-11-23T13:00:00+01:00',
  '2026-11-23T12:00:00.000-00:00',
  '2026-11-23T12:00:00.0000001Z',
];
const ROW_TIMES = [...NOON, '2026-11-23T11:59:59.999999Z', '2026-11-23T12:30:00+01:00', '1969-12-31T23:59:59-08:00'];
const FILTER_TIMES = [
  ...ROW_TIMES,
  '2026-11-23 12:00+0000',
  '2026-11-23t12:00:00z',
  '2026-11-23T13:00+01:00[Europe/Paris]',
];
const DAYS = ['2026-11-23', '2026-11-24', '1969-12-31', '0001-01-01'];

const rowTimes = fc.constantFrom(...ROW_TIMES);
const filterTimes = fc.constantFrom(...FILTER_TIMES);
const days = fc.constantFrom(...DAYS);
const words = fc.constantFrom(...TEXTS);
const numbers = fc.constantFrom(...NUMBERS);
const bounded = fc.constantFrom(...BOUNDED);
const integers = fc.constantFrom(0, 5, -5, 6, 2 ** 53 - 1, 1_000_000_001, -1_000_000_001);

function maybe<T extends Json>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) });
}

export const anyRow: fc.Arbitrary<Row> = fc
  .record({
    kind: words,
    title: maybe(words),
    price: fc.constantFrom(...PRICES),
    exactly: maybe(fc.constantFrom(...EXACT)),
    rating: maybe(numbers),
    share: maybe(fc.constantFrom(0, 0.5, 0.500_000_04, 1)),
    votes: maybe(bounded),
    count: maybe(integers),
    onSale: maybe(fc.boolean()),
    tags: maybe(fc.array(words, { maxLength: 3 })),
    sizes: maybe(fc.array(bounded, { maxLength: 3 })),
    maker: maybe(fc.record({ country: words, founded: bounded }, { requiredKeys: ['country'] })),
    soldAt: maybe(rowTimes),
    seenAt: maybe(fc.array(rowTimes, { maxLength: 3 })),
    day: maybe(days),
    rest: maybe(fc.constantFrom<Json>('x', 1, [], [1], { kind: 'a' })),
  })
  .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)));

const PATHS: readonly (readonly [readonly string[], fc.Arbitrary<Scalar>])[] = [
  [['kind'], words],
  [['title'], words],
  [['price'], fc.constantFrom(0, 0.1, 4.99, 5, 5.01, 50)],
  [['exactly'], fc.constantFrom(0, 4.99, 5, 1e-12)],
  [['rating'], numbers],
  [['share'], fc.constantFrom(0, 0.5, 0.500_000_04, 1)],
  [['votes'], bounded],
  [['count'], integers],
  [['onSale'], fc.boolean()],
  [['tags'], words],
  [['sizes'], bounded],
  [['maker', 'country'], words],
  [['maker', 'founded'], bounded],
  [['soldAt'], filterTimes],
  [['seenAt'], filterTimes],
  [['day'], days],
  [['maker'], words],
  [['rest'], words],
];

function conditions(values: fc.Arbitrary<Scalar>): fc.Arbitrary<Condition> {
  const some = fc.uniqueArray(values, { minLength: 1, maxLength: 3 });
  const bound = fc.option(fc.record({ value: values as fc.Arbitrary<number | string>, inclusive: fc.boolean() }), {
    nil: undefined,
  });
  return fc.oneof(
    some.map((among): Condition => ({ test: 'equals', values: among })),
    some.map((among): Condition => ({ test: 'anything-but', values: among })),
    fc.tuple(fc.constantFrom('prefix', 'suffix'), words).map(([test, start]): Condition => ({ test, text: start })),
    fc
      .tuple(bound, bound)
      .map(([from, to]): Condition => ({ test: 'range', ...(from && { from }), ...(to && { to }) })),
    fc.boolean().map((exists): Condition => ({ test: 'exists', exists })),
  );
}

function accepted(filter: Filter): boolean {
  const consumer = { type: 'search', name: 'some', entities: [thing], filters: { thing: filter } } as const;
  return filterProblems(consumer).length === 0;
}

/** As `where` makes it. */
function clauseOn(field: readonly string[], condition: Condition): Clause {
  const compares = condition.test === 'equals' || condition.test === 'anything-but';
  const instant = fieldAt(thing, field)?.time?.form === 'instant';
  return { field, condition: compares && instant ? { ...condition, as: 'instant' } : condition };
}

const clause: fc.Arbitrary<Clause> = fc
  .oneof(...PATHS.map(([field, values]) => conditions(values).map((condition): Clause => clauseOn(field, condition))))
  .filter(accepted);

/** Filters that a definition may hold. */
export const anyFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    clause,
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((all): Filter => ({ all })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((any): Filter => ({ any })),
  ),
})).filter;

const GENERATION = '2026-11-01T09:00:00.000';
const AT = '2026-11-23T18:00:00Z';

/** Another row, or the same one with one field of another's: most updates change little. */
export function editedRow(row: Row, other: Row, names: readonly string[]): Row {
  const fields = names.length === 0 ? other : Object.fromEntries(names.map((name) => [name, other[name]]));
  const all = Object.entries({ ...row, ...fields });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** One change of any operation, of the key `k`. */
export const anyChange: fc.Arbitrary<Change> = fc
  .record({
    before: anyRow,
    other: anyRow,
    names: fc.subarray(Object.keys(thing.fields), { maxLength: 2 }),
    operation: fc.constantFrom('created', 'updated', 'updated', 'updated', 'deleted', 'snapshot'),
    beforeRejected: fc.boolean(),
  })
  .map(({ before, other, names, operation, beforeRejected }) => {
    const moment = { id: 'e', entity: 'thing', key: 'k', position: positionOf(GENERATION, '7'), at: AT };
    const unknown = beforeRejected ? { ...moment, beforeRejected: true as const } : moment;
    switch (operation) {
      case 'created':
        return transition(unknown, undefined, before);
      case 'updated':
        return transition(moment, before, editedRow(before, other, names));
      case 'deleted':
        return transition(unknown, beforeRejected ? {} : before, undefined);
      case 'snapshot':
        return { ...moment, operation, after: before } satisfies Change & { position: unknown };
    }
  })
  .filter((change) => change !== undefined);
