import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import { historyRow } from '../../shared/dialects/parquet/history-row.ts';
import { glueColumns } from '../../shared/dialects/glue/columns.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { Field, FieldSet } from '../../shared/domain/definition/field.ts';
import * as fields from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';

const POSITION = positionOf('g', '1');

function entityWith(fieldSet: FieldSet): Entity {
  return defineEntity({ name: 'thing', recognise: 'every-item', fields: fieldSet });
}

function snapshot(after: Row): Change {
  return { entity: 'thing', operation: 'snapshot', id: 'e', key: 'k', at: '2026-11-23T18:52:07Z', after };
}

function valuesOf(entity: Entity, change: Change): readonly unknown[] {
  const row = historyRow(analyticsColumns(entity), change);
  if (!row.fits) throw new Error(row.reason.message);
  return row.values;
}

/** The value that a field's column gets; undefined when it is rejected. */
function valueOf(field: Field, value: Row[string]): unknown {
  const row = historyRow(analyticsColumns(entityWith({ it: field })), snapshot({ it: value }));
  return row.fits ? row.values[0] : undefined;
}

test('the columns of a film, as Glue and Athena see them', () => {
  expect(Object.fromEntries(glueColumns(film).map(({ name, type }) => [name, type]))).toEqual({
    id: 'string',
    title: 'string',
    releasedate: 'date',
    genre: 'string',
    creativetype: 'string',
    source: 'string',
    director: 'string',
    distributor: 'string',
    mpaarating: 'string',
    runningminutes: 'bigint',
    imdbrating: 'double',
    imdbvotes: 'bigint',
    rottentomatoes: 'bigint',
    usgross: 'bigint',
    worldwidegross: 'bigint',
    productionbudget: 'bigint',
    price: 'decimal(10,2)',
    offerendsat: 'bigint',
    _key: 'string',
    _operation: 'string',
    _position: 'string',
    _at: 'timestamp',
    _changed: 'array<string>',
    _event_id: 'string',
    _cause: 'string',
  });
});

test('nested and other types have their Hive names', () => {
  const lines = fields.list(fields.object({ 'unit-price': fields.decimal(38, 10), on: fields.date() }));
  const entity = entityWith({ lines, raw: fields.json(), bytes: fields.binary(), ok: fields.boolean() });

  expect(glueColumns(entity).slice(0, 4)).toEqual([
    { name: 'lines', type: 'array<struct<unit_price:decimal(38,10),on:date>>' },
    { name: 'raw', type: 'string' },
    { name: 'bytes', type: 'string' },
    { name: 'ok', type: 'boolean' },
  ]);
});

test('a field with the name of a partition or of bookkeeping gets a column beside it', () => {
  const entity = entityWith({ date: fields.date(), Hour: fields.integer(), _key: fields.keyword() });

  expect(analyticsColumns(entity).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['date_', 'Hour_', '_key_', '_key']),
  );
});

test('fields that differ in case only cannot both have a column', () => {
  const twins = entityWith({ price: fields.integer(), Price: fields.integer() });
  const alone = entityWith({ price: fields.integer(), Price: fields.integer({ column: false }) });

  expect(() => analyticsColumns(twins)).toThrow(/entity thing: fields price and Price .* `column: false`/);
  expect(analyticsColumns(alone).filter(({ field }) => field !== undefined)).toHaveLength(1);
});

test('an object without columns of its own has no column', () => {
  const empty = fields.object({ secret: fields.keyword({ column: false }) });

  expect(analyticsColumns(entityWith({ empty, list: fields.list(empty) }))[0]?.name).toBe('_key');
});

test.each([
  ['text', fields.keyword(), 300],
  ['a whole number', fields.integer(), 1.5],
  ['a safe whole number', fields.integer(), 2 ** 53],
  ['a decimal of enough digits', fields.decimal(4, 2), 123.45],
  ['a decimal of enough places', fields.decimal(10, 2), '0.001'],
  ['a day', fields.date(), '2026-02-30'],
  ['a moment', fields.timestamp(), '2026-11-23'],
  ['a list', fields.list(fields.keyword()), 'a'],
  ['a list of texts', fields.list(fields.keyword()), ['a', 1]],
  ['an object', fields.object({ a: fields.keyword() }), ['a']],
  ['an object of texts', fields.object({ a: fields.keyword() }), { a: 1 }],
])('what is not %s does not fit', (_, field, value) => {
  expect(valueOf(field, value)).toBeUndefined();
});

test('decimals keep every digit', () => {
  expect(valueOf(fields.decimal(38, 10), '-1234567890123456789012345678.0123456789')).toBe(
    -12345678901234567890123456780123456789n,
  );
  expect(valueOf(fields.decimal(10, 2), -0.05)).toBe(-5n);
  expect(valueOf(fields.decimal(38, 0), 1e21)).toBe(10n ** 21n);
});

test('a moment is UTC, to the microsecond', () => {
  expect(valueOf(fields.timestamp(), '2026-11-23T20:52:07.123456789+02:00')).toBe(1_795_459_927_123_456n);
  expect(valueOf(fields.timestamp(), '1969-12-31T23:59:59.9Z')).toBe(-100_000n);
});

test('a delete shows the row as it was last; what does not fit of it is null', () => {
  const entity = entityWith({ id: fields.keyword(), price: fields.decimal(10, 2) });
  const before = { id: 'f1', price: 'free' };
  const change: Change = { ...snapshot({}), operation: 'deleted', position: POSITION, before };

  expect(valuesOf(entity, change).slice(0, 5)).toEqual(['f1', null, 'k', 'deleted', POSITION]);
});

test('a row without a field has null there, even where JavaScript objects have something of the name', () => {
  const entity = entityWith({ constructor: fields.optional(fields.json()) });

  expect(valuesOf(entity, snapshot({}))[0]).toBeNull();
});
