/** Random rows with every kind of field, and what the analytics copy must give back for them. */
import fc from 'fast-check';
import { exactNumber } from '../../shared/domain/row/decimal.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import * as fields from '../../shared/domain/definition/fields.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';

const { optional } = fields;
export const wide = defineEntity({
  name: 'wide',
  recognise: 'every-item',
  fields: {
    keyword: optional(fields.keyword()),
    text: optional(fields.text()),
    binary: optional(fields.binary()),
    boolean: optional(fields.boolean()),
    integer: optional(fields.integer()),
    double: optional(fields.double()),
    money: optional(fields.decimal(10, 2)),
    narrow: optional(fields.decimal(18, 9)),
    whole: optional(fields.decimal(38, 0)),
    fine: optional(fields.decimal(38, 38)),
    large: optional(fields.decimal(38, 10)),
    date: optional(fields.date()),
    moment: optional(fields.timestamp()),
    seconds: optional(fields.epochSeconds()),
    local: optional(fields.localTimestamp({ zone: 'Europe/Paris' })),
    json: optional(fields.json()),
    map: optional(fields.map()),
    other: fields.rest(),
    words: optional(fields.list(fields.keyword())),
    matrix: optional(fields.list(fields.list(fields.decimal(38, 10)))),
    object: optional(
      fields.object({
        name: optional(fields.keyword()),
        constructor: optional(fields.integer()),
        inner: optional(
          fields.object({ days: optional(fields.list(fields.date())), score: optional(fields.double()) }),
        ),
      }),
    ),
    lines: optional(
      fields.list(fields.object({ sku: optional(fields.keyword()), price: optional(fields.decimal(20, 4)) })),
    ),
  },
});

/** A value as it stands in a row, and as the copy must give it back. */
export interface Sample {
  readonly value: Json | undefined;
  readonly expected: Json;
}

const ABSENT: Sample = { value: undefined, expected: null };
const NULL: Sample = { value: null, expected: null };

export function same<T extends Json>(values: fc.Arbitrary<T>): fc.Arbitrary<Sample> {
  return values.map((value) => ({ value, expected: value }));
}

/** From the unscaled whole number: text in the row, or a number where a double has the same digits. */
export function decimalOf(precision: number, scale: number): fc.Arbitrary<Sample> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc
    .oneof(fc.bigInt(-limit, limit), fc.bigInt(-1000n, 1000n), fc.constantFrom(limit, -limit))
    .map((unscaled) => {
      const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
      const point = digits.length - scale;
      const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
      return { value: exactNumber(text) ?? text, expected: text };
    });
}

/** What JSON allows and stores like to read as something else. */
const ODD_JSON: readonly Json[] = [
  { '': 1, '.': 2, 'a.b': { c: 3 }, a: 4 },
  JSON.parse('{"__proto__":{"x":1},"constructor":null,"toString":"t"}') as Json,
  Array.from({ length: 30 }).reduce<Json>((inner, _, depth) => (depth % 2 ? [inner] : { d: inner }), 'deep'),
  ['1e400', '123456789012345678901234567890.5', 1e21, 18446744073709552000, 1e-130, 5e-324, 1.7976931348623157e308],
  { ' ': '', '\u0000': '\u0000', '\u2028': '\u2029', _sync: { p: 'x' }, type: 'nested', _source: [] },
  [[[]], [{}], {}, [], null, '', 0, false],
];

export const anyText = fc.oneof(
  { weight: 50, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 20, arbitrary: fc.constantFrom('', ' ', 'null', 'NaN', '\u0000', '\\N', '"', "'", '😀'.repeat(30)) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(400_000)) },
);
export const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
export const moment = fc
  .record({
    date: fc.date({
      min: new Date('0002-01-01T00:00:00Z'),
      max: new Date('9998-12-31T00:00:00Z'),
      noInvalidDate: true,
    }),
    micros: fc.integer({ min: 0, max: 999 }),
    /** Finer than a column keeps. */
    nanos: fc.constantFrom('', '', '000', '789'),
    offset: fc.constantFrom('Z', '+05:30', '-11:00', '+00:00'),
  })
  .map(({ date, micros, nanos, offset }): Sample => {
    const kept = micros === 0 ? '' : String(micros).padStart(3, '0');
    const finer = nanos === '' ? kept : String(micros).padStart(3, '0') + nanos;
    const [sign, hours, minutes] = offset === 'Z' ? [1, 0, 0] : [offset.startsWith('-') ? -1 : 1, ...clock(offset)];
    const local = new Date(date.getTime() + sign * (hours * 60 + minutes) * 60_000).toISOString();
    return { value: local.replace('Z', finer + offset), expected: date.toISOString().replace('Z', `${kept}Z`) };
  });

function clock(offset: string): [number, number] {
  return [Number(offset.slice(1, 3)), Number(offset.slice(4, 6))];
}

export const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value): Sample => ({ value, expected: value === 0 ? 0 : value }));

export const maybe = (sample: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> =>
  fc.oneof({ weight: 4, arbitrary: sample }, fc.constantFrom(NULL, ABSENT));

export function listOf(element: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc.array(element, { maxLength: 4 }).map((samples) => ({
    value: samples.map(({ value }) => value ?? null),
    expected: samples.map(({ expected }) => expected),
  }));
}

export function objectOf(
  samples: Readonly<Record<string, fc.Arbitrary<Sample>>>,
): fc.Arbitrary<{ value: Row; expected: Row }> {
  return fc.record(samples).map((made) => ({
    value: Object.fromEntries(
      Object.entries(made).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    ),
    expected: Object.fromEntries(Object.entries(made).map(([name, { expected }]) => [name, expected])),
  }));
}

export const anyJson = fc
  .oneof(fc.jsonValue(), fc.constantFrom(...ODD_JSON))
  .map((value): Sample => ({ value: value, expected: value === null ? null : JSON.stringify(value) }));

const freeKeys = fc
  .dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '.', 'a.b', 'constructor')), fc.jsonValue())
  .map((value): Sample => ({ value: value, expected: JSON.stringify(value) }));

const samples: Record<keyof typeof wide.fields, fc.Arbitrary<Sample>> = {
  keyword: same(anyText),
  text: same(anyText),
  binary: same(fc.base64String()),
  boolean: same(fc.boolean()),
  integer: same(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER))),
  double,
  money: decimalOf(10, 2),
  narrow: decimalOf(18, 9),
  whole: decimalOf(38, 0),
  fine: decimalOf(38, 38),
  large: decimalOf(38, 10),
  date: same(day),
  moment,
  seconds: moment,
  local: moment,
  json: anyJson,
  map: freeKeys,
  other: freeKeys,
  words: listOf(maybe(same(anyText))),
  matrix: listOf(maybe(listOf(maybe(decimalOf(38, 10))))),
  object: objectOf({
    name: maybe(same(anyText)),
    constructor: maybe(same(fc.maxSafeInteger())),
    inner: maybe(objectOf({ days: maybe(listOf(same(day))), score: maybe(double) })),
  }),
  lines: listOf(maybe(objectOf({ sku: maybe(same(anyText)), price: maybe(decimalOf(20, 4)) }))),
};
export const wideRow = objectOf(
  Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, maybe(sample)])),
);
