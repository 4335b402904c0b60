import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingsOf, withItemOf } from '../../../../operations/row/item-key.ts';
import { keyMatcher } from '../../../../operations/letters/typed-key.ts';
import { film, stock } from '../../../fixtures/shop/entities.ts';
import config from '../../../fixtures/shop/headwater.config.ts';
import { itemKeyOfParts } from '../../../../shared/adapters/dynamodb/item-key.ts';
import { defineTable } from '../../../../shared/domain/definition/headwater.ts';
import { defineEntity } from '../../../../shared/domain/definition/entity.ts';
import { decimal } from '../../../../shared/domain/definition/fields.ts';
import { documentKey } from '../../../../shared/domain/row/keys.ts';
import { anyKey } from '../../../property/any-text.ts';

const [table] = config.tables;
if (!table) throw new Error('no table is declared');

const itemOf = (id: string) => ({ pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } });

describe('what a typed key means', () => {
  test('the part of a key', () => {
    expect(readingsOf(table, film, ['alien-1979'])).toEqual([{ key: 'alien-1979', item: itemOf('alien-1979') }]);
  });

  test('several parts, or the key as a search prints it', () => {
    const address = { key: 'a%7Cb|osaka', item: { pk: { S: 'FILM#a|b' }, sk: { S: 'STOCK#osaka' } } };
    expect(readingsOf(table, stock, ['a|b', 'osaka'])).toEqual([address]);
    expect(readingsOf(table, stock, ['a%7Cb|osaka'])).toEqual([address]);
  });

  test('the printed key of one part, and the part itself', () => {
    const address = { key: 'pers%7Con%7E%252', item: itemOf('pers|on~%2') };
    expect(readingsOf(table, film, ['pers|on~%2'])).toEqual([address]);
    expect(readingsOf(table, film, ['pers%7Con%7E%252'])[0]).toEqual(address);
  });

  test('a text that is both: printed first, then as a part', () => {
    expect(readingsOf(table, film, ['50%25'])).toEqual([
      { key: '50%25', item: itemOf('50%') },
      { key: '50%2525', item: itemOf('50%25') },
    ]);
    expect(readingsOf(table, film, ['50%'])).toEqual([{ key: '50%25', item: itemOf('50%') }]);
  });

  test('the hash of a long key does not say where its item lies; its parts do, and a row that has them', () => {
    const id = 'long '.repeat(120);
    const key = documentKey([id]);
    const [printed] = readingsOf(table, film, [key]);
    expect(printed).toEqual({ key, item: undefined });
    expect(readingsOf(table, film, [id])).toEqual([{ key, item: itemOf(id) }]);
    if (!printed) return;
    expect(withItemOf(table, film, printed, { id, title: 'x' })).toEqual({ key, item: itemOf(id) });
    expect(withItemOf(table, film, printed, { id: `${id}!`, title: 'x' })).toEqual({ key, item: undefined });
    expect(withItemOf(table, film, printed, {})).toEqual({ key, item: undefined });
  });

  test('a number has one spelling', () => {
    const price = defineEntity({ name: 'price', recognise: 'every-item', fields: { amount: decimal(10, 2) } });
    const byNumber = defineTable({
      name: 'prices',
      partitionKey: { name: 'amount', type: 'number' },
      entities: [price],
    });
    expect(readingsOf(byNumber, price, ['12.50'])).toEqual([{ key: '12.5', item: { amount: { N: '12.5' } } }]);
  });

  test.each([
    ['abc', 'its partition key is "abc", which is no number that DynamoDB takes'],
    ['1e200', 'which is no number that DynamoDB takes'],
    ['1'.repeat(39), 'which is no number that DynamoDB takes'],
    ['NaN', 'which is no number that DynamoDB takes'],
  ])('a number key that no item can have is said to be one: %s', (word, fault) => {
    const price = defineEntity({ name: 'price', recognise: 'every-item', fields: { amount: decimal(10, 2) } });
    const prices = { name: 'prices', partitionKey: { name: 'amount', type: 'number' }, entities: [price] } as const;

    expect(() => readingsOf(defineTable(prices), price, [word])).toThrow(fault);
  });

  test('so is one that is longer than DynamoDB takes it, in bytes', () => {
    const most = (2_048 - 'FILM#'.length) / 'é'.length / 2;
    expect(readingsOf(table, film, ['é'.repeat(Math.floor(most))])).toHaveLength(1);
    expect(() => readingsOf(table, film, ['é'.repeat(Math.ceil(most) + 1)])).toThrow(
      /^No item is a film of this key: its partition key has 20\d\d bytes, and DynamoDB takes 2048\.$/,
    );
    expect(() => readingsOf(table, stock, ['a', 'x'.repeat(1_020)])).toThrow('its sort key has 1026 bytes');
    expect(readingsOf(table, stock, ['a', 'x'.repeat(1_018)])).toHaveLength(1);
  });

  test('the wrong number of parts names them', () => {
    expect(() => readingsOf(table, stock, ['alien-1979'])).toThrow('The key of stock has 2 parts: filmId, store.');
    expect(() => readingsOf(table, film, ['a', 'b'])).toThrow('one part: id');
    expect(() => readingsOf(table, film, [''])).toThrow('one part: id');
  });

  test(
    'whatever a row is called: what is printed comes first, its parts are among the meanings',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(anyKey, anyKey, (id, store) => {
          for (const [entity, parts] of [[film, [id]] as const, [stock, [id, store]] as const]) {
            const address = { key: documentKey(parts), item: itemKeyOfParts(table, entity, parts) };
            expect(readingsOf(table, entity, [address.key])[0]).toEqual(address);
            expect(readingsOf(table, entity, parts)).toContainEqual(address);
          }
        }),
      );
    },
  );
});

test('a letter is found by the printed key of its row, and by its part', () => {
  const row = { entity: 'film', key: 'pers%7Con%7E%252' };
  const meant = (text: string) => keyMatcher(config.tables, text)(row);
  expect(['pers%7Con%7E%252', 'pers|on~%2', 'pers', 'pers|on'].map(meant)).toEqual([true, true, false, false]);
  expect(keyMatcher(config.tables, 'a|osaka')({ entity: 'stock', key: 'a|osaka' })).toBe(true);
  expect(keyMatcher(config.tables, 'FILM#x|FILM')({ entity: undefined, key: 'FILM#x|FILM' })).toBe(true);
});
