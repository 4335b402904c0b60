import { expect, test } from 'vitest';
import { lifeOf } from '../../../operations/analytics/life.ts';
import { describeLife } from '../../../cli/output/life.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { decimal, keyword, optional, text } from '../../../shared/domain/definition/fields.ts';

const film = defineEntity({
  name: 'film',
  recognise: 'every-item',
  fields: { id: keyword(), listPrice: decimal(10, 2), title: optional(text()) },
});

function row(operation: string, second: number, columns: object, more: object = {}) {
  const at = `2026-11-23T18:00:0${second}.000Z`;
  return {
    _operation: operation,
    _at: at,
    _position: `g/${second}`,
    _event_id: `e${second}`,
    _cause: null,
    ...columns,
    ...more,
  };
}

test('each change says which fields it changed, from what to what', () => {
  const life = lifeOf(film, [
    row('created', 1, { id: 'a', listprice: '1.00', title: 'A' }),
    row('updated', 2, { id: 'a', listprice: '2.00', title: 'A' }, { _changed: ['listPrice'] }),
    row('updated', 3, { id: 'a', listprice: '2.00', title: null }, { _changed: ['title'] }),
    row('deleted', 4, { id: 'a', listprice: '2.00', title: null }, { _cause: 'expired' }),
    row('created', 5, { id: 'a', listprice: '9.00', title: 'B' }),
  ]);

  expect(life.map(({ operation, fields }) => [operation, fields])).toEqual([
    [
      'created',
      [
        { field: 'id', to: 'a' },
        { field: 'listPrice', to: '1.00' },
        { field: 'title', to: 'A' },
      ],
    ],
    ['updated', [{ field: 'listPrice', from: '1.00', to: '2.00' }]],
    ['updated', [{ field: 'title', from: 'A' }]],
    [
      'deleted',
      [
        { field: 'id', from: 'a' },
        { field: 'listPrice', from: '2.00' },
      ],
    ],
    [
      'created',
      [
        { field: 'id', to: 'a' },
        { field: 'listPrice', to: '9.00' },
        { field: 'title', to: 'B' },
      ],
    ],
  ]);
});

test('where the history begins with an update, the old value is not made up', () => {
  const [first] = lifeOf(film, [
    row('updated', 2, { id: 'a', listprice: '2.00', title: 'A' }, { _changed: ['listPrice'] }),
  ]);

  expect(first?.fields).toEqual([{ field: 'listPrice', to: '2.00' }]);
});

test("Athena's text of a list is read as well", () => {
  const [first] = lifeOf(film, [
    row('updated', 2, { id: 'a', listprice: '2.00', title: 'A' }, { _changed: '[listPrice, x]' }),
  ]);

  expect(first?.fields).toEqual([{ field: 'listPrice', to: '2.00' }]);
});

test('what a row holds cannot move the cursor', () => {
  const life = lifeOf(film, [row('created', 1, { id: 'a', listprice: '1.00', title: '\u001b[2Jgone\nnext' })]);

  expect(describeLife('film a', life)).toContain('title: \\u001b[2Jgone\\nnext');
});
