/** People, days and ids that are names of attributes or keys of maps: they stand nowhere in what is written. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';

const TABLE = { name: 'polls', partitionKey: { name: 'id', type: 'string' }, indexKeys: [] } as const;
const one = { N: '1' };

function sourceOf(make: (at: number) => Parameters<typeof discover>[1][number]): string {
  const items = Array.from({ length: 12 }, (_, at) => ({ id: { S: `k${at}` }, title: { S: 'x' }, ...make(at) }));
  return discover(TABLE, items).source;
}

test.each([
  ...['Ngozi Okonkwo', 'anna_schmidt', 'annaSchmidt', 'Anna', 'Okonkwo, Ngozi', 'Jean-Luc Picard', 'peter.wolf'],
  ...['1984-05-06', '1984-05', '2024', '0171234567', '01HZX3K5Q8W9E7R6T5Y4V3A2P1', '林美玲'],
])('%s, which every item has, is no field and no key of an object', (name) => {
  const source = sourceOf(() => ({ [name]: one, votes: { M: { [name]: one, other: one } } }));

  expect(source).not.toContain(name);
  expect(source.toLowerCase()).not.toMatch(/okonkwo|schmidt|picard|wolf/);
  expect(source).toContain('votes: map()');
  expect(source).toContain('one attribute has a name that looks like data');
});

test.each([
  [['Anna', 'Peter', 'Matthias']],
  [['Ngozi Okonkwo', 'Tjorven Zwiebelkopf']],
  [['Smith, James', 'Jones, Linda']],
  [['2023', '2024']],
])('a map of %j is a map()', (keys) => {
  const source = sourceOf(() => ({ grades: { M: Object.fromEntries(keys.map((key) => [key, one])) } }));

  expect(source).toContain('grades: map()');
});

test('names that are written so are a style, and no people', () => {
  const names = ['Order Date', 'Ship Mode', 'Unit Price', 'First Name'];
  const source = sourceOf(() => Object.fromEntries(names.map((name) => [name, { S: 'x' }])));

  for (const name of names) expect(source).toContain(`attribute: '${name}'`);
});

test('months are no people', () => {
  const months = Object.fromEntries(['jan', 'feb', 'jun', 'jul'].map((name) => [name, one]));

  expect(sourceOf(() => ({ sales: { M: months } }))).toContain('jan: integer()');
});

test('keys that are the same in every item are not said to differ', () => {
  const same = sourceOf(() => ({ votes: { M: { '2023': one } } }));
  const other = sourceOf((at) => ({ votes: { M: { [`k-${at}`]: one } } }));

  expect(same).toContain('Doubt: its keys look like data');
  expect(other).toContain('Doubt: its keys differ from item to item');
});

test('a surname alone is somebody where a whole name is one', () => {
  const source = sourceOf(() => ({
    votes: { M: { 'Ottilie Quillfeather': one } },
    siobhan_maguire: one,
    hours: { M: { quillfeather: one } },
    days: { M: { maguire: one } },
    size: { M: { width: one } },
  }));

  expect(source.toLowerCase()).not.toMatch(/quillfeather|maguire/);
  expect(source).toContain('width: integer()');
});
