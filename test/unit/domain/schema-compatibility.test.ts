import { expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import {
  binary,
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
} from '../../../shared/domain/definition/fields.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';
import { compareSchemas, type Broken } from '../../../shared/domain/schema/schema-compatibility.ts';

function schemaOf(fields: FieldSet) {
  return releasedSchema(defineEntity({ name: 'film', recognise: { pk: 'FILM#{id}' }, fields }));
}

/** `/price: what [who breaks]`, a line per difference. */
function differences(released: FieldSet, present: FieldSet): string[] {
  return compareSchemas(schemaOf(released), schemaOf(present)).map(
    ({ field, what, breaks }) => `${field}: ${what} [${breaks.join(', ')}]`,
  );
}

const id = keyword();

test.each<[string, FieldSet, FieldSet, string[]]>([
  ['the same fields', { id, price: decimal(10, 2) }, { id, price: decimal(10, 2) }, []],
  ['the same fields in another order', { id, a: boolean() }, { a: boolean(), id }, []],
  ['another mapping or column', { a: keyword() }, { a: text({ column: false, search: false }) }, []],
  [
    'an attribute of another name, of whatever kind',
    { a: keyword(), b: optional(decimal(4, 2, { attribute: 'b-1' })), c: list(object({ d: boolean() })) },
    {
      a: keyword({ attribute: 'first-name' }),
      b: optional(decimal(4, 2)),
      c: list(object({ d: boolean({ attribute: 'd' }) })),
    },
    [
      '/a: it was read from the attribute "a", now from "first-name" []',
      '/b: it was read from the attribute "b-1", now from "b" []',
    ],
  ],
  ['a new optional field', { id }, { id, a: optional(keyword()) }, ['/a: it is new, and optional []']],
  ['a new required field', { id }, { id, a: keyword() }, ['/a: it is new, and required [older rows]']],
  ['a field less', { id, a: keyword() }, { id }, ['/a: it was removed [consumers]']],
  [
    'a required field made optional',
    { a: keyword() },
    { a: optional(keyword()) },
    ['/a: it was required and is optional [consumers]'],
  ],
  [
    'an optional field made required',
    { a: optional(keyword()) },
    { a: keyword() },
    ['/a: it was optional and is required [older rows]'],
  ],
  [
    'optional, and of another type',
    { a: keyword() },
    { a: optional(boolean()) },
    [
      '/a: it was required and is optional [consumers]',
      '/a: its type went from string to boolean [consumers, older rows]',
    ],
  ],
  ['a description', { a: keyword() }, { a: keyword({ description: 'the maker' }) }, ['/a: its description changed []']],
  ['a whole number that may be broken', { a: integer() }, { a: double() }, ['/a: its type went from integer to number [consumers]']], // prettier-ignore
  ['the other way round', { a: double() }, { a: integer() }, ['/a: its type went from number to integer [older rows]']],
  ['a text that must be a date', { a: keyword() }, { a: date() }, ['/a: its type went from string to string ("date") [older rows]']], // prettier-ignore
  ['bytes that may be any text', { a: binary() }, { a: text() }, ['/a: its type went from string ("base64") to string [consumers]']], // prettier-ignore
  [
    'a date that is a moment',
    { a: date() },
    { a: timestamp() },
    ['/a: its type went from string ("date") to string ("date-time") [consumers, older rows]'],
  ],
  [
    'a bound that is later, though its text is less',
    { a: timestamp({ min: '2026-01-01T00:30:00+01:00' }) },
    { a: timestamp({ min: '2026-01-01T00:00:00Z' }) },
    ['/a: its formatMinimum went from "2026-01-01T00:30:00+01:00" to "2026-01-01T00:00:00Z" [older rows]'],
  ],
  [
    'anything where text was',
    { a: keyword() },
    { a: json() },
    ['/a: its type went from string to any JSON [consumers]'],
  ],
  [
    'text where anything was',
    { a: json() },
    { a: keyword() },
    ['/a: its type went from any JSON to string [older rows]'],
  ],
  [
    'a decimal where a double was',
    { a: double() },
    { a: decimal(10, 2) },
    ['/a: its type went from number to decimal number or string [consumers, older rows]'],
  ],
  [
    'more digits',
    { a: decimal(10, 2) },
    { a: decimal(12, 2) },
    ['/a: it went from decimal(10, 2) to decimal(12, 2) [consumers]'],
  ],
  [
    'digits moved behind the point',
    { a: decimal(10, 2) },
    { a: decimal(10, 3) },
    ['/a: it went from decimal(10, 2) to decimal(10, 3) [consumers, older rows]'],
  ],
  ['a lower minimum', { a: integer({ minimum: 1 }) }, { a: integer({ minimum: 0 }) }, ['/a: its minimum went from 1 to 0 [consumers]']], // prettier-ignore
  ['a higher minimum', { a: integer({ minimum: 1 }) }, { a: integer({ minimum: 2 }) }, ['/a: its minimum went from 1 to 2 [older rows]']], // prettier-ignore
  ['a first maximum', { a: double() }, { a: double({ maximum: 9 }) }, ['/a: its maximum went from none to 9 [older rows]']], // prettier-ignore
  ['a longer text', { a: text({ maxLength: 9 }) }, { a: text({ maxLength: 12 }) }, ['/a: its maxLength went from 9 to 12 [consumers]']], // prettier-ignore
  ['no maximum any more', { a: text({ maxLength: 9 }) }, { a: text() }, ['/a: its maxLength went from 9 to none [consumers]']], // prettier-ignore
  [
    'a later last day',
    { a: date({ max: '2011-12-31' }) },
    { a: date({ max: '2026-12-31' }) },
    ['/a: its formatMaximum went from "2011-12-31" to "2026-12-31" [consumers]'],
  ],
  [
    'another pattern',
    { a: keyword({ pattern: '^a' }) },
    { a: keyword({ pattern: '^b' }) },
    ['/a: its pattern went from "^a" to "^b" [consumers, older rows]'],
  ],
  [
    "a list's elements",
    { a: optional(list(integer({ minimum: 0 }))) },
    { a: optional(list(integer({ minimum: 1 }))) },
    ['/a/*: its minimum went from 0 to 1 [older rows]'],
  ],
  [
    'a field inside an object inside a list',
    { a: list(object({ b: keyword(), c: keyword() })) },
    { a: list(object({ b: keyword(), d: keyword() })) },
    ['/a/*/c: it was removed [consumers]', '/a/*/d: it is new, and required [older rows]'],
  ],
])('%s', (_, released, present, expected) => {
  expect(differences(released, present)).toEqual(expected);
});

test('what no rule knows breaks both', () => {
  const released = { type: 'object', properties: { a: { type: 'string', const: 'x' } }, required: ['a'] };
  const present = { type: 'object', properties: { a: { type: 'string', const: 'y' } }, required: ['a'] };

  expect(compareSchemas(released, present)).toMatchObject([
    { field: '/a', breaks: ['consumers', 'older rows'] satisfies Broken[] },
  ]);
});
