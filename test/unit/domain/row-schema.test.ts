import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { Field } from '../../../shared/domain/definition/field.ts';
import {
  boolean,
  date,
  decimal,
  integer,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../../shared/domain/definition/fields.ts';
import type { JsonObject } from '../../../shared/domain/row/json.ts';
import { RowValidator } from '../../../shared/domain/schema/row-schema.ts';

/** A union of an object and a list, as a geo point or an alternative would be. */
const place = Type.Union([object({ lat: integer(), lon: integer() }), list(integer())], {
  headwater: { kind: 'json', search: false, column: false },
}) as unknown as Field;

const order = defineEntity({
  name: 'order',
  recognise: 'every-item',
  fields: {
    id: keyword({ minLength: 2, pattern: '^o' }),
    total: decimal(4, 2),
    lines: list(
      object({ qty: integer({ minimum: 1 }), sku: text(), day: optional(date()), price: optional(decimal(4, 2)) }),
    ),
    ship: optional(object({ to: object({ city: keyword(), zip: keyword() }), 'a/b~c': optional(integer()) })),
    paid: optional(boolean()),
    at: optional(timestamp({ min: '2020-01-01T00:00:00Z' })),
    tags: optional(list(keyword())),
    place: optional(place),
    state: optional(
      Type.Enum(['new', 'sent'], { headwater: { kind: 'text', search: false, column: false } }) as unknown as Field,
    ),
  },
});

const good: JsonObject = {
  id: 'o1',
  total: 1,
  lines: [
    { qty: 1, sku: 'a' },
    { qty: 2, sku: 'b' },
  ],
};
const validator = new RowValidator(order);

describe('a row that does not fit says where, and what must be there', () => {
  test.each<[string, JsonObject]>([
    ['/id is missing (and 2 more)', {}],
    ['/lines/1/qty is missing', { ...good, lines: [{ qty: 1, sku: 'a' }, { sku: 'b' }] }],
    ['/lines/1/qty is missing (and 1 more)', { ...good, lines: [{ qty: 1, sku: 'a' }, {}] }],
    ['/lines/0/qty must be integer', { ...good, lines: [{ qty: '1', sku: 'a' }] }],
    ['/lines/0/qty must be >= 1', { ...good, lines: [{ qty: 0, sku: 'a' }] }],
    ['/lines/0 must be object', { ...good, lines: ['1'] }],
    ['/lines must be array', { ...good, lines: { 0: 'x' } }],
    [
      '/lines/0/day is no day of ISO 8601: write it as 2026-11-23',
      { ...good, lines: [{ qty: 1, sku: 'a', day: 'x' }] },
    ],
    ['/lines/0/price must be a decimal number', { ...good, lines: [{ qty: 1, sku: 'a', price: 'x' }] }],
    ['/lines/0/price must be number or string', { ...good, lines: [{ qty: 1, sku: 'a', price: true }] }],
    ['/lines/0/colour is not declared (and 1 more)', { ...good, lines: [{ qty: 1, sku: 'a', colour: 1, size: 1 }] }],
    [
      '/lines/0/qty must be integer (and 1 more)',
      {
        ...good,
        lines: [
          { qty: null, sku: 'a' },
          { qty: 1, sku: null },
        ],
      },
    ],
    ['/colour is not declared', { ...good, colour: 'red' }],
    ['/ship/to is missing', { ...good, ship: {} }],
    ['/ship/to/city is missing (and 1 more)', { ...good, ship: { to: {} } }],
    ['/ship/to must be object', { ...good, ship: { to: null } }],
    ['/ship/a~1b~0c must be integer', { ...good, ship: { to: { city: 'x', zip: 'y' }, 'a/b~c': 'x' } }],
    ['/ship/x~1y is not declared', { ...good, ship: { to: { city: 'x', zip: 'y' }, 'x/y': 1 } }],
    ['/ship must be object', { ...good, ship: 'x' }],
    ['/paid must be boolean', { ...good, paid: 'true' }],
    ['/at is no ISO 8601 time: write it as 2026-11-23T18:52:07Z', { ...good, at: 'yesterday' }],
    ['/at must not be before 2020-01-01T00:00:00Z', { ...good, at: '2019-01-01T00:00:00Z' }],
    ['/tags/1 must be string', { ...good, tags: ['a', 1] }],
    ['/total must be a decimal number', { ...good, total: 'abc' }],
    ['/total must be number or string', { ...good, total: null }],
    ['/total must be a decimal of at most 4 digits, 2 of them behind the point', { ...good, total: 12345 }],
    ['/id must not have fewer than 2 characters', { ...good, id: 'o' }],
    ['/id must match pattern "^o"', { ...good, id: 'xx' }],
    ['/place/lon is missing', { ...good, place: { lat: 1 } }],
    ['/place/1 must be integer', { ...good, place: [1, 'x'] }],
    ['/place must be object or array', { ...good, place: 'here' }],
    ['/state must be one of "new", "sent"', { ...good, state: 'lost' }],
  ])('%s', (expected, row) => {
    const reason = validator.check('o1', row);
    expect(reason?.message).toBe(`order o1: ${expected}`);
    expect(reason?.field).toBe(expected.split(' ')[0]);
  });

  test('a row that fits has no fault', () => {
    expect(validator.check('o1', good)).toBeUndefined();
  });
});

test('wherever a value is damaged, the fault names that place', () => {
  const whole: JsonObject = {
    ...good,
    ship: { to: { city: 'x', zip: 'y' }, 'a/b~c': 1 },
    tags: ['a', 'b'],
    paid: true,
    at: '2026-01-01T00:00:00Z',
  };
  const places = placesIn(whole, '');
  fc.assert(
    fc.property(fc.constantFrom(...places), (pointer) => {
      const damaged = structuredClone(whole);
      // No field of the order may be a list in a list.
      damage(damaged, pointer, [[]]);
      const field = validator.check('o1', damaged)?.field ?? '';
      expect(field === pointer || field.startsWith(`${pointer}/`)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

function placesIn(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    placesIn(one, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return at === '' ? inner : [at, ...inner];
}

function damage(row: JsonObject, pointer: string, value: unknown): void {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = names.pop() ?? '';
  let parent: Record<string, unknown> = row;
  for (const name of names) parent = parent[name] as Record<string, unknown>;
  parent[last] = value;
}
