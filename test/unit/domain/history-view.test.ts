import { expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { decimal, keyword, object, optional, timestamp } from '../../../shared/domain/definition/fields.ts';
import { and, atLeast, exists, or, where } from '../../../shared/domain/definition/where.ts';
import { historyView } from '../../../shared/domain/history/history-view.ts';

const definition = {
  name: 'film',
  recognise: 'every-item',
  fields: {
    genre: keyword(),
    date: optional(keyword()),
    price: decimal(38, 19),
    shownAt: optional(timestamp()),
    notes: optional(keyword({ column: false })),
    maker: optional(object({ country: keyword(), 'zip-code': keyword() })),
  },
} as const;
const film = defineEntity(definition);
const comedies = where(film, { genre: 'Comedy' });

test('a row of the history is seen as the row that it was', () => {
  const filter = or(and(comedies, where(film, { price: atLeast(7) })), where(film, { date: 'opening' }));
  const view = historyView(film, filter);

  // A field that is called like a partition has a column of another name; decimals come back as text.
  expect(view?.columns).toEqual(['genre', 'date_', 'price']);
  expect(view?.sees({ genre: 'Comedy', price: '7.0000000000000000000' })).toBe(true);
  expect(view?.sees({ genre: 'Comedy', price: '6.9999999999999999999' })).toBe(false);
  expect(view?.sees({ genre: 'Drama', price: '1', date_: 'opening' })).toBe(true);
});

test.each([
  ['has an older version', { ...film, version: 2 }, comedies, {}],
  ['has no column of it', film, where(film, { notes: 'x' }), {}],
  ['keeps a moment, not its text', film, where(film, { shownAt: '2026-11-24T00:00:00Z' }), {}],
  ['names a member otherwise', film, where(film, { maker: { 'zip-code': '1' } }), {}],
  ['is not to see it', film, comedies, { genre: 'drop' }],
  ['is not to see a part of it', film, where(film, { maker: exists() }), { 'maker.country': 'drop' }],
] as const)('it cannot be told where the history %s', (_, entity, filter, policy) => {
  expect(historyView(entity, filter, policy)).toBeUndefined();
});

test('whether a moment is there can be told', () => {
  const view = historyView(film, where(film, { shownAt: exists() }));

  expect(view?.sees({ shownAt: '2026-11-24T00:00:00.000Z' })).toBe(true);
  expect(view?.sees({})).toBe(false);
});
