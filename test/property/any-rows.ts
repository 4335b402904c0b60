/**
 * Entities with any fields, and rows for them: fields of every kind, in objects, lists and lists of lists, optional or not.
 * Most rows fit their schema; some hold what a schema might take and a store might not, for a test to ask the schema first.
 */
import fc from 'fast-check';
import { columnName } from '../../shared/domain/history/analytics-columns.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { entityProblems } from '../../shared/domain/definition/entity-problems.ts';
import type { Field, FieldSet } from '../../shared/domain/definition/field.ts';
import * as fields from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import {
  anyJson,
  anyText,
  day,
  decimalOf,
  double,
  listOf,
  maybe,
  moment,
  objectOf,
  same,
  type Sample,
} from './wide-rows.ts';

/** A field, and what a row may hold in it. */
export interface AnyField {
  readonly field: Field;
  readonly samples: fc.Arbitrary<Sample>;
}

/** What DynamoDB cannot hold, or a writer may put into an item all the same. */
const hostileText = fc.constantFrom('\ud800', 'a\udc00b', '====', 'not base64', 'QQ', 'QUI', 'QR==', 'Q U=', '\u2028');

/** 4-byte characters are two of JavaScript's: an index that counts otherwise refuses the longest. */
const longText = fc.constantFrom('😀'.repeat(10_000), 'x'.repeat(40_000), 'é'.repeat(20_000), 'ab '.repeat(130_000));

const text = same(
  fc.oneof(
    { weight: 40, arbitrary: anyText },
    { weight: 2, arbitrary: longText },
    { weight: 1, arbitrary: hostileText },
  ),
);

const bytes = same(
  fc.oneof(
    { weight: 10, arbitrary: fc.base64String() },
    { weight: 1, arbitrary: fc.constantFrom('', Buffer.alloc(300_000, 7).toString('base64')) },
    { weight: 1, arbitrary: hostileText },
  ),
);

const whole = fc
  .oneof(fc.maxSafeInteger(), fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -0))
  .map((value): Sample => ({ value, expected: value + 0 }));

const WORDS = ['', 'open', 'x'.repeat(9_000), '\u0000'] as const;

const scalars: readonly (() => AnyField)[] = [
  () => ({ field: fields.keyword(), samples: text }),
  () => ({ field: fields.text(), samples: text }),
  () => ({ field: fields.binary(), samples: bytes }),
  () => ({ field: fields.boolean(), samples: same(fc.boolean()) }),
  () => ({ field: fields.integer(), samples: whole }),
  () => ({ field: fields.double(), samples: double }),
  () => ({ field: fields.decimal(10, 2), samples: decimalOf(10, 2) }),
  () => ({ field: fields.decimal(38, 0), samples: decimalOf(38, 0) }),
  () => ({ field: fields.decimal(38, 38), samples: decimalOf(38, 38) }),
  () => ({ field: fields.date(), samples: same(day) }),
  () => ({ field: fields.timestamp(), samples: moment }),
  () => ({ field: fields.json(), samples: anyJson }),
  () => ({ field: fields.enumeration(WORDS), samples: same(fc.constantFrom(...WORDS, 'none of them')) }),
  () => ({ field: fields.geoPoint(), samples: place }),
];

/** Degrees that a double holds, the ends among them. */
function degrees(limit: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.double({ min: -limit, max: limit, noNaN: true }),
    fc.constantFrom(-limit, limit, -0, 5e-324, limit + 1e-9),
  );
}

const place = fc
  .record({ lat: degrees(90), lon: degrees(180) })
  .map((value): Sample => ({ value, expected: { lat: value.lat + 0, lon: value.lon + 0 } }));

const NAMES = ['a', 'b2', 'constructor', 'select', 'x'.repeat(200)];
/** Inside an object a name may be any word. */
const INNER_NAMES = [...NAMES, 'größe', 'Beak Length (mm)', 'first-name', 'toString', 'type', 'properties'];

const { any } = fc.letrec<{ any: AnyField; inner: AnyField; fieldSet: Record<string, AnyField> }>((tie) => ({
  inner: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(...scalars).map((make) => make()),
    tie('any').map(({ field, samples }) => ({ field: fields.list(field), samples: listOf(samples) })),
    tie('fieldSet').map((set) => ({
      field: fields.list(fields.object(fieldsOf(set)), { nested: true }),
      samples: listOf(rowsOf(set)),
    })),
    tie('fieldSet').map((set) => ({ field: fields.object(fieldsOf(set)), samples: rowsOf(set) })),
  ),
  any: fc.oneof(
    { weight: 1, arbitrary: tie('inner') },
    {
      weight: 2,
      arbitrary: tie('inner').map(({ field, samples }) => ({ field: fields.optional(field), samples: maybe(samples) })),
    },
  ),
  fieldSet: fc.dictionary(fc.constantFrom(...INNER_NAMES), tie('any'), { minKeys: 1, maxKeys: 4 }),
}));

function fieldsOf(set: Readonly<Record<string, AnyField>>): FieldSet {
  return Object.fromEntries(Object.entries(set).map(([name, { field }]) => [name, field]));
}

function rowsOf(set: Readonly<Record<string, AnyField>>): fc.Arbitrary<{ value: Row; expected: Row }> {
  const made = objectOf(Object.fromEntries(Object.entries(set).map(([name, { samples }]) => [name, samples])));
  return made.map(({ value, expected }) => ({
    value,
    expected: Object.fromEntries(Object.entries(expected).map(([name, inner]) => [columnName(name), inner])),
  }));
}

const TABLE = { name: 'any', entities: [], partitionKey: { name: 'pk', type: 'string' } } as const;

/** An entity of any fields that a definition takes, and some rows of it. */
export function anyRows(
  name: string,
): fc.Arbitrary<{ entity: Entity; rows: readonly { value: Row; expected: Row }[] }> {
  const definition = fc
    .dictionary(fc.constantFrom(...NAMES), any, { minKeys: 1 })
    .filter(
      (set) =>
        entityProblems(defineEntity({ name: 'any', recognise: 'every-item', fields: fieldsOf(set) }), TABLE).length ===
        0,
    );
  return definition.chain((set) =>
    fc.array(rowsOf(set), { minLength: 1, maxLength: 6 }).map((rows) => ({
      entity: defineEntity({ name, recognise: 'every-item', fields: fieldsOf(set) }),
      rows,
    })),
  );
}
