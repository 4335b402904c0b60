import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals } from '../../../shared/domain/row/decimal.ts';
import {
  and,
  anythingBut,
  atLeast,
  atMost,
  exists,
  missing,
  or,
  prefix,
  range,
  suffix,
  where,
} from '../../../shared/domain/definition/where.ts';
import { matches } from '../../../shared/domain/filter/filter.ts';
import { thing } from '../../support/filtered-rows.ts';

describe('where', () => {
  test('a plain value is equality, a list is any of them, and all fields must hold', () => {
    const filter = where(thing, { kind: ['a', 'b'], onSale: true });

    expect(matches(filter, { kind: 'a', onSale: true })).toBe(true);
    expect(matches(filter, { kind: 'b', onSale: false })).toBe(false);
    expect(matches(filter, { kind: 'A', onSale: true })).toBe(false);
    expect(matches(filter, { onSale: true })).toBe(false);
  });

  test('of a list, one element is enough', () => {
    expect(matches(where(thing, { tags: 'a' }), { tags: ['b', 'a'] })).toBe(true);
    expect(matches(where(thing, { tags: anythingBut('a') }), { tags: ['b', 'a'] })).toBe(true);
    expect(matches(where(thing, { tags: anythingBut('a') }), { tags: ['a'] })).toBe(false);
    expect(matches(where(thing, { sizes: range({ above: 3 }) }), { sizes: [1, 4] })).toBe(true);
  });

  test('nested objects nest', () => {
    const filter = where(thing, { maker: { country: prefix('D'), founded: atMost(1900) } });

    expect(matches(filter, { maker: { country: 'DE', founded: 1890 } })).toBe(true);
    expect(matches(filter, { maker: { country: 'DE', founded: 1990 } })).toBe(false);
    expect(matches(filter, { maker: null })).toBe(false);
    expect(matches(where(thing, { maker: exists() }), { maker: { country: 'DE' } })).toBe(true);
  });

  test('and, or, suffix', () => {
    const filter = and(where(thing, { kind: suffix('z') }), or(where(thing, { votes: 1 }), where(thing, { votes: 3 })));

    expect(matches(filter, { kind: 'xyz', votes: 3 })).toBe(true);
    expect(matches(filter, { kind: 'xyz', votes: 2 })).toBe(false);
    expect(matches(filter, { kind: 'zy', votes: 3 })).toBe(false);
  });

  test.each([[null], [undefined], [[]], [[null]]])('%j is missing', (title) => {
    const row = { kind: 'a', tags: title };
    expect(matches(where(thing, { tags: missing() }), row)).toBe(true);
    expect(matches(where(thing, { tags: exists() }), row)).toBe(false);
    expect(matches(where(thing, { tags: anythingBut('a') }), row)).toBe(false);
  });

  test('a decimal that travels as text compares exactly', () => {
    expect(matches(where(thing, { exactly: range({ above: 5 }) }), { exactly: '5.000000000000000000001' })).toBe(true);
    expect(matches(where(thing, { exactly: atMost(5) }), { exactly: '5.000000000000000000001' })).toBe(false);
    expect(matches(where(thing, { exactly: atLeast(-5) }), { exactly: '-5.000000000000000000001' })).toBe(false);
    expect(matches(where(thing, { price: 5 }), { price: '5.00' })).toBe(true);
  });

  test('times compare as instants, whatever their offset, to the microsecond', () => {
    const noon = where(thing, { soldAt: '2026-11-23 12:00:00+00' });

    expect(matches(noon, { soldAt: '2026-11-23T13:00:00+01:00' })).toBe(true);
    expect(matches(noon, { soldAt: '2026-11-23T12:00:00.0000009Z' })).toBe(true);
    expect(matches(noon, { soldAt: '2026-11-23T12:00:00+01:00' })).toBe(false);
    expect(
      matches(where(thing, { soldAt: anythingBut('2026-11-23T12:00Z') }), { soldAt: '2026-11-23T13:00:00+01:00' }),
    ).toBe(false);
    expect(matches(where(thing, { seenAt: ['2026-11-23T12:00Z'] }), { seenAt: ['2026-11-23T13:00:00+01:00'] })).toBe(
      true,
    );
  });

  test('a range of times, and of days', () => {
    const hour = where(thing, { soldAt: range({ atLeast: '2026-11-23T12:00:00Z', below: '2026-11-23T13:00:00Z' }) });

    expect(matches(hour, { soldAt: '2026-11-23T13:59:59.999999+01:00' })).toBe(true);
    expect(matches(hour, { soldAt: '2026-11-23T14:00:00+01:00' })).toBe(false);
    expect(matches(hour, { soldAt: '2026-11-23T12:30:00+01:00' })).toBe(false);
    expect(matches(where(thing, { day: atLeast('2026-11-23') }), { day: '2026-11-23' })).toBe(true);
    expect(matches(where(thing, { day: atMost('2026-11-23') }), { day: '2026-11-24' })).toBe(false);
  });

  test('names of every object are no fields', () => {
    expect(matches(where(thing, { kind: exists() }), {})).toBe(false);
    expect(matches({ field: ['constructor'], condition: { test: 'exists', exists: true } }, {})).toBe(false);
  });

  test('the types know the fields', () => {
    // @ts-expect-error no such field
    where(thing, { colour: 'red' });
    // @ts-expect-error a number is no keyword
    where(thing, { kind: 5 });
    // @ts-expect-error a range of numbers is for numbers
    where(thing, { kind: atLeast(5) });
    // @ts-expect-error a range of times is for times
    where(thing, { votes: atLeast('2026-11-23') });
    // @ts-expect-error a prefix is for text
    where(thing, { votes: prefix('5') });
    // @ts-expect-error of JSON a filter can only ask whether it is there
    where(thing, { rest: 'x' });
    expect(where(thing, { votes: [1, 2], price: anythingBut(3), onSale: exists(), rest: missing() })).toBeDefined();
  });
});

test('decimals compare as whole numbers of their last digit do', () => {
  const scaled = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  const decimal = (digits: bigint): string => {
    const text = String(digits < 0n ? -digits : digits).padStart(6, '0');
    return `${digits < 0n ? '-' : ''}${text.slice(0, -5)}.${text.slice(-5)}`;
  };

  fc.assert(
    fc.property(scaled, fc.oneof(scaled, fc.bigInt({ min: -3n, max: 3n })), (one, step) => {
      const other = step > 3n || step < -3n ? step : one + step;
      expect(Math.sign(compareDecimals(decimal(one), decimal(other)) ?? NaN)).toBe(
        one === other ? 0 : one < other ? -1 : 1,
      );
    }),
  );
  expect(compareDecimals('x', 1)).toBeUndefined();
  expect(compareDecimals(1e21, '1000000000000000000001')).toBeLessThan(0);
});
