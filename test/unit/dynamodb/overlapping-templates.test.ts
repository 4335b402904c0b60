/** Tables whose templates overlap: `ORDER#{orderId}` would take `ORDER#1#LINE#3` as the order `1#LINE#3`. */
import { expect, test } from 'vitest';
import { Recogniser } from '../../../shared/adapters/dynamodb/recognise.ts';
import { defineEntity, type Recognition } from '../../../shared/domain/definition/entity.ts';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import type { TableDefinition } from '../../../shared/domain/definition/headwater.ts';

const LINE = { pk: 'ORDER#{orderId}#LINE#{line}', sk: 'X' };
const NOTE = { pk: 'ORDER#{orderId}#NOTE#{note}', sk: 'X' };
const ORDER = { pk: 'ORDER#{orderId}', sk: 'X' };

function tableOf(entities: Readonly<Record<string, Recognition>>): TableDefinition {
  return {
    name: 'shop',
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
    entities: Object.entries(entities).map(([name, recognise]) =>
      defineEntity({ name, recognise, fields: { id: keyword() } }),
    ),
  };
}

/** `order: 1`, or `unknown` */
function read(entities: Readonly<Record<string, Recognition>>, pk: string, sk = 'X', type?: string): string {
  const item = { pk: { S: pk }, sk: { S: sk }, ...(type !== undefined && { type: { S: type } }) };
  const recognised = new Recogniser(tableOf(entities)).recognise(item);
  return recognised ? `${recognised.entity.name}: ${recognised.key}` : 'unknown';
}

test.each([
  ['the order is declared first', { order: ORDER, line: LINE, note: NOTE }],
  ['the order is declared last', { note: NOTE, line: LINE, order: ORDER }],
])('the narrower template wins: %s', (_, entities) => {
  expect(read(entities, 'ORDER#1')).toBe('order: 1');
  expect(read(entities, 'ORDER#1#LINE#3')).toBe('line: 1|3');
  expect(read(entities, 'ORDER#1#NOTE#3')).toBe('note: 1|3');
});

test('a part ends before a delimiter of another template, unless it may contain it', () => {
  expect(read({ order: ORDER, line: LINE }, 'ORDER#1#TAX#3')).toBe('unknown');
  expect(read({ order: { ...ORDER, partsMayContain: '#' }, line: LINE }, 'ORDER#1#TAX#3')).toBe('order: 1#TAX#3');
  expect(read({ order: { ...ORDER, partsMayContain: '#' }, line: LINE }, 'ORDER#1#LINE#3')).toBe('line: 1|3');
});

test('a template that stands alone, or beside others that cannot take its keys, takes what it took', () => {
  expect(read({ order: ORDER }, 'ORDER#1#LINE#3')).toBe('order: 1#LINE#3');
  const user = { pk: 'USER#{user}#IN#{org}', sk: 'X' };
  expect(read({ order: ORDER, user }, 'ORDER#1#LINE#3')).toBe('order: 1#LINE#3');
});

test('a letter delimits nothing', () => {
  const when = { pk: 'ORDER#{day}T{time}', sk: 'X' };
  expect(read({ order: ORDER, when }, 'ORDER#TOM')).toBe('order: TOM');
});

test('where neither is the narrower, the one that says so comes first', () => {
  const film = { attribute: 'type', equals: 'film', before: ['order'] };
  expect(read({ order: ORDER, film }, 'ORDER#1', 'X', 'film')).toBe('film: ORDER#1|X');
  expect(read({ order: ORDER, film }, 'ORDER#1', 'X', 'stock')).toBe('order: 1');
});
