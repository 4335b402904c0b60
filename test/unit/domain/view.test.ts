import { expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import { transition } from '../../../shared/domain/change/transition.ts';
import { view, viewOf } from '../../../shared/domain/change/view.ts';

const comedies = where(film, { genre: 'Comedy' });
const moment = {
  id: 'e1',
  entity: 'film',
  key: 'f1',
  position: positionOf('2026-11-01T09:00:00.000', '7'),
  at: '2026-11-23T18:00:00Z',
};

function seen(before: Row | undefined, after: Row | undefined) {
  const change = transition(moment, before, after);
  return change && view(comedies, change);
}

const comedy = { id: 'f1', genre: 'Comedy', price: 3 };
const drama = { id: 'f1', genre: 'Drama', price: 3 };

test('a row that begins to match enters: it is created, whole', () => {
  expect(seen(drama, comedy)).toEqual({ ...moment, operation: 'created', after: comedy });
});

test('a row that goes on matching stays, with what differed', () => {
  expect(seen(comedy, { ...comedy, price: 4 })).toEqual({
    ...moment,
    operation: 'updated',
    after: { ...comedy, price: 4 },
    before: { price: 3 },
    changed: ['price'],
  });
});

test('a row that ceases to match leaves: it is deleted, with the whole row that it was', () => {
  expect(seen(comedy, { ...drama, director: 'Ozu' })).toEqual({ ...moment, operation: 'deleted', before: comedy });
});

test.each([
  ['an update outside', drama, { ...drama, price: 4 }],
  ['a creation outside', undefined, drama],
  ['a deletion outside', drama, undefined],
])('%s is not seen', (_, before, after) => {
  expect(seen(before, after)).toBeUndefined();
});

test('after a rejected row, what is outside leaves: the stores may hold the row before it', () => {
  const mended = { ...moment, operation: 'created', after: drama, beforeRejected: true } as const;
  expect(view(comedies, mended)).toMatchObject({ operation: 'deleted', before: {}, position: moment.position });
  const deleted = { ...moment, operation: 'deleted', before: {}, beforeRejected: true } as const;
  expect(view(comedies, deleted)).toEqual(deleted);
});

test('a snapshot row outside the view is not seen', () => {
  const { position: _, ...read } = moment;
  expect(view(comedies, { ...read, operation: 'snapshot', after: drama })).toBeUndefined();
  expect(view(comedies, { ...read, operation: 'snapshot', after: comedy })).toBeDefined();
});

test('an entity without a filter is seen whole', () => {
  const stock = { ...moment, entity: 'stock', operation: 'created', after: drama } as const;
  expect(viewOf({ film: comedies })?.(stock)).toBe(stock);
  expect(viewOf({ film: comedies })?.({ ...stock, entity: 'film' })).toBeUndefined();
  expect(viewOf({})).toBeUndefined();
});
