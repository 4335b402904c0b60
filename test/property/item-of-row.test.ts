/** row -> item -> row, for any entity and any row: what `headwater put` writes is read again as the same row of the same entity. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordJudge } from '../../shared/adapters/dynamodb/judge-record.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { itemOfStored } from '../../shared/adapters/dynamodb/stored-item.ts';
import { canonicalDecimal } from '../../shared/domain/row/decimal.ts';
import { defineEntity, type Entity, type Recognition } from '../../shared/domain/definition/entity.ts';
import type { Field } from '../../shared/domain/definition/field.ts';
import * as fields from '../../shared/domain/definition/fields.ts';
import type { KeyAttribute, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';
import { RowValidator } from '../../shared/domain/schema/row-schema.ts';
import { parseWritten } from '../../shared/domain/row/written.ts';
import { anyText, day, decimalOf, listOf, moment, objectOf, same } from './wide-rows.ts';

const KEY_TYPES = ['string', 'number', 'binary'] as const;

/** Parts of a key with the field that each is, and what a row holds in it. No value has a delimiter of the templates. */
const PARTS: readonly { readonly field: Field; readonly values: fc.Arbitrary<Json> }[] = [
  { field: fields.keyword(), values: fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[#{}]/.test(text)) },
  { field: fields.integer(), values: fc.maxSafeInteger().map((number) => number + 0) },
  { field: fields.decimal(10, 2), values: fc.integer({ min: -9999, max: 9999 }).map((cents) => cents / 100 + 0) },
  { field: fields.double(), values: fc.integer({ min: -999, max: 999 }).map((eighths) => eighths / 8 + 0) },
  { field: fields.date(), values: fc.constantFrom('2026-11-30', '1969-12-31') },
  { field: fields.timestamp(), values: fc.constantFrom('2026-11-30T12:00:00Z', '2026-11-30T12:00:00.5+01:00') },
  { field: fields.epochSeconds(), values: fc.constantFrom('2026-11-30T12:00:00Z', '1969-12-31T23:59:58.500Z') },
  { field: fields.enumeration(['a', 'b']), values: fc.constantFrom('a', 'b') },
];

/** Numbers that DynamoDB takes, but for a few. */
const number = fc.oneof(
  { weight: 50, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(within) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);
function within(value: number): number {
  return Math.abs(value) < 1e-120 || Math.abs(value) > 1e120 ? 0.5 : value;
}
const json = fc
  .jsonValue()
  .map(
    (value) =>
      JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'number' ? within(one) : one)) as Json,
  );
const bytes = fc.uint8Array().map((array) => Buffer.from(array).toString('base64'));
const free = fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 9 }), json);
const inner = {
  'first-name': same(anyText),
  constructor: same(fc.maxSafeInteger()),
  days: listOf(same(day)),
  score: same(number),
};
const innerFields = {
  'first-name': fields.optional(fields.keyword({ attribute: 'ünlike' })),
  constructor: fields.optional(fields.integer()),
  days: fields.list(fields.date()),
  score: fields.double(),
};

/** A field of every kind, and what rows hold in it. */
const KINDS = {
  keyword: [fields.keyword(), same(anyText)],
  text: [fields.text({ attribute: 'Beak Length (mm)', coerce: true }), same(anyText)],
  binary: [
    fields.binary(),
    same(fc.oneof({ weight: 9, arbitrary: bytes }, { weight: 1, arbitrary: fc.base64String() })),
  ],
  boolean: [fields.boolean(), same(fc.boolean())],
  integer: [fields.integer(), same(fc.maxSafeInteger())],
  double: [fields.double(), same(number)],
  money: [fields.decimal(10, 2), decimalOf(10, 2)],
  whole: [fields.decimal(38, 0, { attribute: 'whole-number' }), decimalOf(38, 0)],
  fine: [fields.decimal(38, 38), decimalOf(38, 38)],
  date: [fields.date(), same(day)],
  moment: [fields.timestamp(), moment],
  place: [fields.geoPoint(), same(fc.record({ lat: fc.integer({ min: -90, max: 90 }), lon: fc.constant(0.25) }))],
  json: [fields.json(), same(json)],
  map: [fields.map(), same(free)],
  words: [fields.list(fields.keyword()), listOf(same(anyText))],
  matrix: [fields.list(fields.list(fields.decimal(38, 10))), listOf(listOf(decimalOf(38, 10)))],
  object: [fields.object(innerFields, { attribute: '@object' }), objectOf(inner)],
  lines: [fields.list(fields.object(innerFields), { nested: true }), listOf(objectOf(inner))],
} as const satisfies Record<string, readonly [Field, fc.Arbitrary<{ readonly value: Json | undefined }>]>;
const KIND_FIELDS = Object.fromEntries(
  Object.entries(KINDS).map(([name, [field]]) => [name, fields.optional(field as Field)]),
);
const kindRow = fc.record(
  Object.fromEntries(
    Object.entries(KINDS).map(([name, [, samples]]) => [
      name,
      (samples as fc.Arbitrary<{ readonly value: Json | undefined }>).map(({ value }) => value ?? null),
    ]),
  ),
  { requiredKeys: [] },
);

/** Times as an item's writer may have them, and the row's normal text. */
const TIMES = {
  seen: fields.optional(fields.epochSeconds({ attribute: 'seen-at' })),
  since: fields.optional(fields.epochMilliseconds()),
  opens: fields.optional(fields.localTimestamp({ zone: 'Europe/Paris', attribute: 'opens@' })),
  until: fields.optional(fields.epochSeconds()),
  bag: fields.optional(fields.map()),
  other: fields.rest(),
};
const instant = fc
  .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('.000Z', 'Z'));
/** The second hour of the night in which clocks are set back, among others: only the offset tells it. */
const local = fc.oneof(
  instant,
  fc.constantFrom('2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', '2026-07-01T10:00:00+02:00'),
  fc.constantFrom('2026-07-01T10:00:00+05:30', '2026-03-29T03:30:00+02:00'),
);
const timed = fc.record(
  {
    seen: instant,
    since: instant,
    opens: local,
    until: fc.constantFrom('2027-01-01T00:00:00Z', null),
    bag: fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), json),
    other: fc.dictionary(fc.constantFrom('x y', 'z', 'constructor1'), json, { minKeys: 1 }),
  },
  { requiredKeys: [] },
);

interface Drawn {
  readonly table: TableDefinition;
  readonly entity: Entity;
  /** As rows have it, with what their items need beside it. */
  readonly records: readonly Row[];
  /** Names in a record that are no field. */
  readonly beside: readonly string[];
}

const part = fc.constantFrom(...PARTS).chain(({ field, values }) => values.map((value) => ({ field, value })));
const keyValueOf = (type: KeyAttribute['type']): fc.Arbitrary<Json> => {
  if (type === 'string') return fc.string({ minLength: 1, maxLength: 30 });
  return type === 'number' ? fc.maxSafeInteger().map((number) => number + 0) : fc.constantFrom('AAEC', 'QQ==');
};

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    rows: fc.array(kindRow, { minLength: 1, maxLength: 4 }),
    timed,
    parts: fc.tuple(part, part),
    how: fc.constantFrom('templates', 'one template', 'attribute', 'every-item'),
    keyTypes: fc.tuple(fc.constantFrom(...KEY_TYPES), fc.constantFrom(...KEY_TYPES)),
    renamed: fc.boolean(),
  })
  .chain(({ rows, timed, parts: [first, second], how, keyTypes: [pkType, skType], renamed }) => {
    const templates = how === 'templates' || how === 'one template';
    const recognise: Recognition =
      how === 'every-item'
        ? 'every-item'
        : how === 'attribute'
          ? { attribute: 'kind', equals: 'thing' }
          : how === 'templates'
            ? { pk: 'THING#{first}#{second}', sk: '{first}#S' }
            : { pk: 'THING#{first}' };
    const named = templates
      ? { first: first.field, ...(how === 'templates' && { second: second.field }) }
      : renamed
        ? { id: fields.keyword({ attribute: 'pk', coerce: true }) }
        : {};
    const entity = defineEntity({
      name: 'thing',
      recognise,
      fields: { ...KIND_FIELDS, ...TIMES, ...named },
      policy: { other: 'keep' },
    });
    const type = (asked: KeyAttribute['type']): KeyAttribute['type'] => (templates ? 'string' : asked);
    const isText = !templates && renamed && pkType === 'binary';
    const partitionKey = { name: 'pk', type: isText ? 'string' : type(pkType) } as const;
    const sortKey = { name: 'sk', type: type(skType) } as const;
    const table: TableDefinition = { name: 'any', entities: [entity], partitionKey, sortKey, timeToLive: 'until' };
    const keys = templates
      ? fc.constant({ first: first.value, ...(how === 'templates' && { second: second.value }) })
      : keyValueOf(partitionKey.type).map((value) => (renamed ? { id: `${value as string | number}` } : { pk: value }));
    const sort = how === 'templates' ? fc.constant({}) : keyValueOf(sortKey.type).map((sk) => ({ sk }));
    return fc.record({ keys, sort }).map(({ keys, sort }) => ({
      table,
      entity,
      records: rows.map((row) => ({ ...row, ...timed, ...keys, ...sort })),
      beside: [...Object.keys(sort), ...(templates || renamed ? [] : ['pk'])],
    }));
  });

/** DynamoDB's own limits, and what is no base64: what a row may hold and a table may not. */
const BEYOND = /in base64|beyond the numbers|digits, and DynamoDB|bytes, (?:names included|and a)|deeper than/;

/** A decimal has one spelling in a row; samples have theirs with zeros at the end. JSON has no -0. */
function comparable(row: Row): unknown {
  return JSON.parse(JSON.stringify(row), (_, value: unknown) =>
    typeof value === 'string' && /^-?\d+\.\d*0$/.test(value) ? canonicalDecimal(value) : value,
  );
}

test('an item that was made of a row is read again as that row', () => {
  let written = 0;
  fc.assert(
    fc.property(drawn, ({ table, entity, records, beside }) => {
      for (const record of records) {
        const row = Object.fromEntries(Object.entries(record).filter(([name]) => !beside.includes(name)));
        if (new RowValidator(entity).check('', row)) continue;
        const judged = recordJudge(table)(entity, parseWritten(JSON.stringify(record)));
        if (judged.status === 'rejected') {
          expect(judged.reason.message).toMatch(BEYOND);
          continue;
        }
        written += 1;
        const read = rowReader(table)(itemOfStored(judged.item), 0);
        expect(read).toMatchObject({ status: 'row', entity: 'thing', key: judged.key });
        expect(read.status === 'row' && comparable(read.row)).toEqual(comparable(row));
        expect(comparable(judged.row)).toEqual(comparable(row));
      }
    }),
    { numRuns: 100 },
  );
  expect(written).toBeGreaterThan(50);
});
