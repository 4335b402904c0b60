import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { releasedSchema } from '../../shared/domain/schema/released-schema.ts';
import { RowValidator } from '../../shared/domain/schema/row-schema.ts';
import { compareSchemas, type Broken } from '../../shared/domain/schema/schema-compatibility.ts';
import type { Json, JsonObject, Row } from '../../shared/domain/row/json.ts';
import { anyFields, fieldsOf, neighbourOf, rowOf, type FieldSpecs } from './schema-compatibility.fields.ts';

function entityOf(specs: FieldSpecs): Entity {
  return defineEntity({ name: 'film', recognise: { pk: 'FILM#{id}' }, fields: fieldsOf(specs) });
}

function brokenBetween(released: Entity, present: Entity): ReadonlySet<Broken> {
  const differences = compareSchemas(releasedSchema(released), releasedSchema(present));
  return new Set(differences.flatMap(({ breaks }) => breaks));
}

/** A reader takes what it knows, at every depth: what it does not know it leaves aside. */
function asKnownTo(schema: JsonObject, value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => asKnownTo((schema['items'] ?? {}) as JsonObject, one));
  const properties = schema['properties'] as Record<string, JsonObject> | undefined;
  if (!properties) return value;
  const known = Object.entries(value as Row).filter(([name, one]) => name in properties && one !== undefined);
  return Object.fromEntries(known.map(([name, one]) => [name, asKnownTo(properties[name] ?? {}, one as Json)]));
}

function readerOf(entity: Entity): (row: Row) => boolean {
  const [schema, validator] = [releasedSchema(entity), new RowValidator(entity)];
  return (row) => validator.check('f1', asKnownTo(schema, row) as Row) === undefined;
}

function unfitFor(entity: Entity): (row: Row) => boolean {
  const fits = readerOf(entity);
  return (row) => !fits(row);
}

interface Case {
  readonly released: Entity;
  readonly present: Entity;
  readonly rows: readonly Row[];
}

/** Two definitions, mostly near to each other, and rows of the one that `rowsOf` names. */
function cases(rowsOf: 'released' | 'present'): fc.Arbitrary<Case> {
  return pairs.chain(([released, present]) =>
    fc
      .array(rowOf(rowsOf === 'released' ? released : present), { minLength: 8, maxLength: 8 })
      .map((rows) => ({ released: entityOf(released), present: entityOf(present), rows })),
  );
}

const pairs = anyFields.chain((released) =>
  fc.tuple(fc.constant(released), fc.oneof({ weight: 4, arbitrary: neighbourOf(released) }, anyFields)),
);
const RUNS = { numRuns: 400 };

test('when no consumer is said to break, every row of the present definition is one of the released schema', () => {
  let told = 0;
  fc.assert(
    fc.property(cases('present'), ({ released, present, rows }) => {
      if (brokenBetween(released, present).has('consumers')) return;
      const published = rows.filter(readerOf(present));
      expect(published.filter(unfitFor(released))).toEqual([]);
      told += published.length;
    }),
    RUNS,
  );
  expect(told).toBeGreaterThan(50);
});

test('when no older row is said to break, every row of the released schema fits the present definition', () => {
  let told = 0;
  fc.assert(
    fc.property(cases('released'), ({ released, present, rows }) => {
      if (brokenBetween(released, present).has('older rows')) return;
      const older = rows.filter(readerOf(released));
      expect(older.filter(unfitFor(present))).toEqual([]);
      told += older.length;
    }),
    RUNS,
  );
  expect(told).toBeGreaterThan(50);
});

test('a definition differs in nothing from itself', () => {
  fc.assert(
    fc.property(anyFields, (specs) => {
      expect(compareSchemas(releasedSchema(entityOf(specs)), releasedSchema(entityOf(specs)))).toEqual([]);
    }),
  );
});

test('what breaks consumers one way breaks older rows the other way, fields that were removed aside', () => {
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const [there, back] = [entityOf(one), entityOf(other)].map(releasedSchema) as [JsonObject, JsonObject];
      const who = (breaker: Broken, from: JsonObject, to: JsonObject) =>
        compareSchemas(from, to)
          .filter(({ what, breaks }) => breaks.includes(breaker) && !/removed|new/.test(what))
          .map(({ field }) => field)
          .sort();
      expect(who('consumers', there, back)).toEqual(who('older rows', back, there));
    }),
  );
});
