/** Random definitions, definitions that differ a little from them, and rows that fit or nearly fit. */
import fc from 'fast-check';
import type { Field, FieldSet } from '../../shared/domain/definition/field.ts';
import {
  binary,
  boolean,
  date,
  decimal,
  double,
  enumeration,
  integer,
  json,
  keyword,
  list,
  map,
  object,
  optional,
} from '../../shared/domain/definition/fields.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';

export type FieldSpec =
  | { readonly kind: 'keyword'; readonly minLength: number; readonly maxLength: number; readonly pattern?: string }
  | { readonly kind: 'integer' | 'double'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'date'; readonly min?: string; readonly max?: string }
  | { readonly kind: 'boolean' | 'binary' | 'json' | 'map' }
  | { readonly kind: 'enumeration'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly element: FieldSpec }
  | { readonly kind: 'object'; readonly fields: FieldSpecs }
  | { readonly kind: 'optional'; readonly inner: FieldSpec };

export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

const DAYS = ['2010-01-01', '2011-06-15', '2012-12-31'];
const bound = fc.option(fc.integer({ min: -2, max: 3 }), { nil: undefined });
const day = fc.option(fc.constantFrom(...DAYS), { nil: undefined });

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

const scalar: fc.Arbitrary<FieldSpec> = fc.oneof(
  fc
    .record({
      kind: fc.constant('keyword' as const),
      minLength: fc.integer({ min: 0, max: 2 }),
      maxLength: fc.integer({ min: 2, max: 4 }),
      pattern: fc.constantFrom(undefined, '^a', 'a$'),
    })
    .map((spec): FieldSpec => defined(spec) as FieldSpec),
  fc
    .record({ kind: fc.constantFrom('integer' as const, 'double' as const), minimum: bound, maximum: bound })
    .map((spec): FieldSpec => defined(spec) as FieldSpec),
  fc.record({
    kind: fc.constant('decimal' as const),
    precision: fc.integer({ min: 2, max: 4 }),
    scale: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ kind: fc.constant('date' as const), min: day, max: day }).map((spec) => defined(spec) as FieldSpec),
  fc.record({
    kind: fc.constant('enumeration' as const),
    values: fc.uniqueArray(fc.constantFrom('', 'a', 'ab', 'ba'), { minLength: 1 }),
  }),
  fc.record({ kind: fc.constantFrom('boolean' as const, 'binary' as const, 'json' as const, 'map' as const) }),
);

const { field } = fc.letrec<{ field: FieldSpec; inner: FieldSpec }>((tie) => ({
  inner: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    scalar,
    tie('inner').map((element) => ({ kind: 'list' as const, element })),
    fc
      .dictionary(fc.constantFrom('x', 'y'), tie('field'), { minKeys: 1 })
      .map((fields) => ({ kind: 'object' as const, fields })),
  ),
  field: fc.oneof(
    tie('inner'),
    tie('inner').map((inner) => ({ kind: 'optional' as const, inner })),
  ),
}));

const NAMES = ['a', 'b', 'c'];
export const anyFields: fc.Arbitrary<FieldSpecs> = fc.dictionary(fc.constantFrom(...NAMES), field, { minKeys: 1 });

/** One field of it is another, has other bounds, is new, gone, or optional. */
export function neighbourOf(specs: FieldSpecs): fc.Arbitrary<FieldSpecs> {
  const name = fc.constantFrom(...NAMES);
  const how = fc.constantFrom('other', 'gone', 'optional', 'bounds' as const);
  return fc.tuple(name, how, field).chain(([one, way, other]): fc.Arbitrary<FieldSpecs> => {
    const { [one]: old, ...rest } = specs;
    if (way === 'gone') return fc.constant(rest);
    if (!old || way === 'other') return fc.constant({ ...specs, [one]: other });
    if (way === 'bounds') return otherBounds(old).map((changed) => ({ ...specs, [one]: changed }));
    return fc.constant({ ...specs, [one]: old.kind === 'optional' ? old.inner : { kind: 'optional', inner: old } });
  });
}

function otherBounds(spec: FieldSpec): fc.Arbitrary<FieldSpec> {
  switch (spec.kind) {
    case 'list':
      return otherBounds(spec.element).map((element) => ({ ...spec, element }));
    case 'optional':
      return otherBounds(spec.inner).map((inner) => ({ ...spec, inner }));
    case 'object':
      return neighbourOf(spec.fields).map((fields) => ({ ...spec, fields }));
    case 'integer':
    case 'double':
      return fc
        .record({ kind: fc.constantFrom('integer' as const, 'double' as const), minimum: bound, maximum: bound })
        .map((changed): FieldSpec => defined(changed) as FieldSpec);
    case 'keyword':
    case 'decimal':
    case 'date':
    case 'enumeration':
      return oneBoundOf(spec);
    case 'boolean':
    case 'binary':
    case 'json':
    case 'map':
      return scalar;
  }
}

/** One bound at a time, so that no other one hides it. */
function oneBoundOf(spec: FieldSpec): fc.Arbitrary<FieldSpec> {
  return scalar
    .filter(({ kind }) => kind === spec.kind)
    .chain((other) => {
      const [mine, others] = [{ ...spec } as Record<string, unknown>, { ...other } as Record<string, unknown>];
      const names = Object.keys({ ...mine, ...others }).filter((name) => mine[name] !== others[name]);
      return fc.constantFrom(...names, 'kind').map((name) => defined({ ...mine, [name]: others[name] }) as FieldSpec);
    });
}

export function fieldsOf(specs: FieldSpecs): FieldSet {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, fieldOf(spec)]));
}

function fieldOf(spec: FieldSpec): Field {
  switch (spec.kind) {
    case 'keyword':
      return keyword(spec);
    case 'integer':
      return integer(spec);
    case 'double':
      return double(spec);
    case 'decimal':
      return decimal(spec.precision, spec.scale);
    case 'date':
      return date(spec);
    case 'boolean':
      return boolean();
    case 'binary':
      return binary();
    case 'enumeration':
      return enumeration(spec.values);
    case 'json':
      return json();
    case 'map':
      return map();
    case 'list':
      return list(fieldOf(spec.element));
    case 'object':
      return object(fieldsOf(spec.fields));
    case 'optional':
      return optional(fieldOf(spec.inner));
  }
}

/** Rows at the edges of the fields' bounds; not each of them fits. */
export function rowOf(specs: FieldSpecs): fc.Arbitrary<Row> {
  return fc.record(Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, valueOf(spec)])), {
    requiredKeys: Object.entries(specs).flatMap(([name, spec]) => (spec.kind === 'optional' ? [] : [name])),
  });
}

function valueOf(spec: FieldSpec): fc.Arbitrary<Json> {
  switch (spec.kind) {
    case 'keyword':
      return fc.constantFrom('', 'a', 'aa', 'ba', 'ab', 'aba', 'abba', 'b');
    case 'integer':
      return fc.integer({ min: -3, max: 4 });
    case 'double':
      return fc.constantFrom(-2.5, -2, -1, 0, 0.5, 1, 2, 2.5, 3);
    case 'decimal':
      return fc.constantFrom<Json>(0, 1, 12, 99, 123, 0.5, 1.25, '12.25', '1234', '0.01');
    case 'date':
      return fc.constantFrom('2009-12-31', ...DAYS, '2013-01-01');
    case 'boolean':
      return fc.boolean();
    case 'binary':
      return fc.constantFrom('', 'YQ==');
    case 'enumeration':
      return fc.constantFrom(...spec.values, 'aa');
    case 'json':
      return fc.constantFrom<Json>(null, 1, 'a', [1], { a: 1 });
    case 'map':
      return fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom<Json>(null, 1, 'a', [1], { x: 1 }));
    case 'list':
      return fc.array(valueOf(spec.element), { maxLength: 2 });
    case 'object':
      return rowOf(spec.fields);
    case 'optional':
      return fc.oneof(fc.constant(null), valueOf(spec.inner));
  }
}
