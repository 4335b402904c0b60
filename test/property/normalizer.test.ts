import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { canonicalDecimal } from '../../shared/domain/row/decimal.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  binary,
  boolean,
  decimal,
  double,
  integer,
  json,
  list,
  object,
  optional,
  text,
} from '../../shared/domain/definition/fields.ts';
import type { Json } from '../../shared/domain/row/json.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { streamRecord } from '../support/stream-records.ts';

const wide = defineEntity({
  name: 'wide',
  recognise: { pk: 'W#{id}', sk: 'W' },
  fields: {
    id: text(),
    words: optional(text()),
    exact: optional(decimal(38, 12)),
    rough: optional(double()),
    whole: optional(integer()),
    flag: optional(boolean()),
    bytes: optional(binary()),
    tags: optional(list(text())),
    numbers: optional(list(decimal(38, 0))),
    inner: optional(object({ deep: optional(decimal(20, 4)), more: optional(text()) })),
    free: optional(json()),
  },
});
const table = {
  name: 'wide',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [wide],
} as const;

type Exact = number | string;

/** Attribute values with the JSON that they must become, told apart from the code under test. */
const words = fc.string({ unit: 'binary' }).map((S) => ({ value: { S }, json: S }));
const digits = fc.bigInt({ min: -(10n ** 26n) + 1n, max: 10n ** 26n - 1n }).map(String);
const wholeNumbers = fc.maxSafeInteger().map((n) => ({ value: { N: String(n) }, json: n + 0 }));
const doubles = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((n) => ({ value: { N: String(n) }, json: n + 0 }));
const bytes = fc
  .uint8Array()
  .map((b) => ({ value: { B: Buffer.from(b).toString('base64') }, json: Buffer.from(b).toString('base64') }));
const flags = fc.boolean().map((BOOL) => ({ value: { BOOL }, json: BOOL }));
const nothing = fc.constant({ value: { NULL: true }, json: null as Json });
const textSets = fc
  .uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 })
  .map((SS) => ({ value: { SS }, json: [...SS].sort() }));

function orNothing<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: nothing }), { nil: undefined });
}

const items = fc.record({
  words: orNothing(words),
  rough: orNothing(doubles),
  whole: orNothing(wholeNumbers),
  flag: orNothing(flags),
  bytes: orNothing(bytes),
  tags: orNothing(textSets),
});

function itemOf(id: string, attributes: Record<string, { value: AttributeValue } | undefined>): Item {
  const given = Object.entries(attributes).flatMap(([name, attribute]) =>
    attribute ? [[name, attribute.value] as const] : [],
  );
  return { pk: { S: `W#${id}` }, sk: { S: 'W' }, ...Object.fromEntries(given) };
}

/** Through the whole road of one change: record -> change -> event -> queue message -> change. */
function travelled(item: Item): Change {
  const reading = new StreamRecordReader(table).read(streamRecord(1, { after: item }));
  if (reading.status !== 'changes') throw new Error(JSON.stringify(reading));
  const [pack] = packChanges('headwater.wide', new Map([['wide', wide]]), reading.changes);
  const event = pack?.event ?? { source: '', detailType: '', time: '', detail: '' };
  const body = `{"source":"${event.source}","detail-type":"${event.detailType}","time":"${event.time}","detail":${event.detail}}`;
  const read = readEvent(body);
  if (read.status !== 'event' || !read.changes[0]) throw new Error(JSON.stringify(read));
  return read.changes[0] as Change;
}

test('any row arrives as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), items, (id, attributes) => {
      const change = travelled(itemOf(id, attributes));

      const expected = Object.entries(attributes).flatMap(([name, attribute]) =>
        attribute ? [[name, attribute.json] as const] : [],
      );
      expect(change).toMatchObject({ operation: 'created', after: { id } });
      expect('after' in change && change.after).toEqual({ id, ...Object.fromEntries(expected) });
    }),
  );
});

test('no digit of a 38-digit number is lost, wherever it stands', () => {
  const decimals = fc
    .tuple(digits, fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(12, '0')}`);
  fc.assert(
    fc.property(decimals, fc.uniqueArray(digits, { minLength: 1, maxLength: 5 }), (exact, numbers) => {
      const deep = { N: `${exact.split('.')[0]?.slice(0, 10) ?? '0'}.5` };
      const change = travelled({
        ...itemOf('1', {}),
        exact: { N: exact },
        numbers: { NS: numbers },
        inner: { M: { deep } },
        free: { M: { list: { L: [{ N: exact }] } } },
      });

      if (change.operation !== 'created') throw new Error('a creation was expected');
      const {
        exact: got,
        numbers: list,
        free,
      } = change.after as unknown as { exact: Exact; numbers: Exact[]; free: { list: Exact[] } };
      expect(canonicalDecimal(String(got))).toBe(canonicalDecimal(exact));
      expect(canonicalDecimal(String(free.list[0]))).toBe(canonicalDecimal(exact));
      expect(list.map((n) => canonicalDecimal(String(n))).sort()).toEqual(
        numbers.map((n) => canonicalDecimal(n)).sort(),
      );
    }),
  );
});

test.each([
  ['negative zero', { rough: { N: '-0' } }, { rough: 0 }],
  ['an exponent', { rough: { N: '1.5E-7' } }, { rough: 1.5e-7 }],
  ['a whole number with exponent', { whole: { N: '1E3' } }, { whole: 1000 }],
  ['empty text', { words: { S: '' } }, { words: '' }],
  ['empty bytes', { bytes: { B: '' } }, { bytes: '' }],
  ['text like a number', { words: { S: '0x10' } }, { words: '0x10' }],
  [
    "names like an object's own",
    { free: { M: { __proto__x: { S: 'a' }, constructor: { S: 'b' } } } },
    { free: { __proto__x: 'a', constructor: 'b' } },
  ],
] as [string, Item, object][])('%s arrives', (_, attributes, expected) => {
  expect(travelled({ ...itemOf('1', {}), ...attributes })).toMatchObject({ after: expected });
});

test('an attribute called __proto__ is data, not a prototype', () => {
  const free = JSON.parse('{"M":{"__proto__":{"M":{"polluted":{"BOOL":true}}}}}') as AttributeValue;

  const change = travelled({ ...itemOf('1', {}), free });

  expect(JSON.stringify(change)).toContain('"__proto__":{"polluted":true}');
  expect('polluted' in {}).toBe(false);
});

test('an item of 400 KB arrives', () => {
  const change = travelled({ ...itemOf('1', {}), words: { S: 'ü'.repeat(199_000) } });

  expect('after' in change && change.after.words).toHaveLength(199_000);
});
