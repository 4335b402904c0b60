/** Kinds that neither key nor type tells apart are told with counts, and a name that may be somebody's is doubted. */
import { expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const TABLE = { name: 'things', partitionKey: { name: 'id', type: 'string' }, indexKeys: [] } as const;

function made(count: number, attributes: (index: number) => Readonly<Record<string, string>>): readonly Item[] {
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      Object.entries({ id: crypto.randomUUID(), ...attributes(index) }).map(([name, S]): [string, AttributeValue] => [
        name,
        { S },
      ]),
    ),
  );
}

const notesOf = (items: readonly Item[]) => discover(TABLE, items).found.entities.flatMap(({ notes }) => notes);

test('two sets of attributes that no item shares are told', () => {
  const orders = made(40, (at) => ({ total: `T${at}`, currency: 'EUR', placed: `P${at}`, lines: `L${at}` }));
  const shops = made(20, (at) => ({ street: `S${at}`, opened: `O${at}` }));

  expect(notesOf([...orders, ...shops])).toEqual([
    'Doubt: its items look like two kinds that neither key nor type tells apart: 40 have total, currency, placed, ..., and 20 have street, opened.',
  ]);
});

test('attributes that are optional are none', () => {
  const items = made(60, (at) => ({
    ...{ a: 'x', b: 'x', c: 'x' },
    ...(at % 2 ? { d: 'x' } : {}),
    ...(at % 3 ? { e: 'x' } : {}),
  }));

  expect(notesOf(items)).toEqual([]);
});

test('a name of nobody is doubted when it looks like one', () => {
  const fieldNotes = (name: string) =>
    discover(
      TABLE,
      made(20, () => ({ name })),
    ).found.entities[0]?.fields.find((one) => one.name === 'name')?.notes;

  expect(fieldNotes('Copper Lantern')).toEqual(['Doubt: are its texts names of people? Then it needs a policy.']);
  expect(fieldNotes('copper lantern')).toEqual([]);
});
