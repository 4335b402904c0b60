import { expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import { json, keyword, list, object, optional, text } from '../../../shared/domain/definition/fields.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import { RowValidator } from '../../../shared/domain/schema/row-schema.ts';

const fields = {
  title: optional(text()),
  tags: optional(list(keyword())),
  address: optional(object({ street: optional(keyword()) })),
  extra: optional(json()),
};

function reasonOf(row: Row, of: FieldSet = fields) {
  return new RowValidator(defineEntity({ name: 'film', recognise: 'every-item', fields: of })).check('f1', row);
}

test.each<[Row, string]>([
  [{ title: 'a\ud800' }, '/title'],
  [{ tags: ['a', '\udc00b'] }, '/tags/1'],
  [{ address: { street: '\udfff' } }, '/address/street'],
  [{ extra: { a: [{ 'b/c': '\ud83d' }] } }, '/extra/a/0/b~1c'],
  [{ extra: { deep: { '\ud83d': 1 } } }, '/extra/deep'],
])('half of a surrogate pair is refused, wherever it stands: %o', (row, field) => {
  expect(reasonOf(row)).toEqual({
    code: 'HW_ROW_INVALID',
    message: `film f1: ${field} holds half of a surrogate pair: UTF-8 has no such character, so no copy could hold it`,
    field,
  });
});

test('whole pairs, NUL and line separators are text like any other', () => {
  expect(reasonOf({ title: '😀\u0000\u2028', extra: { '😀': '😀' } })).toBeUndefined();
});

test('all nested objects of a row count together, those in nested objects too', () => {
  const inner = list(object({ n: optional(keyword()) }), { nested: true });
  const nested = { one: inner, other: list(object({ inner }), { nested: true }), flat: list(object({})) };
  const many = (length: number): object[] => Array.from({ length }, () => ({}));
  const row = (ones: number) =>
    ({ one: many(ones), other: [{ inner: many(2_998) }, { inner: many(0) }], flat: many(20_000) }) as unknown as Row;

  expect(reasonOf(row(7_000), nested)).toBeUndefined();
  expect(reasonOf(row(7_001), nested)).toMatchObject({
    message: expect.stringMatching(/^film f1: \/one takes the row to 10001 nested objects/) as unknown,
    field: '/one',
  });
});
