import { describe, expect, test } from 'vitest';
import { addressOf } from '../../../cli/item-key.ts';
import { film, stock } from '../../../examples/film-shop/entities.ts';
import config from '../../../headwater.config.ts';

const [table] = config.tables;
if (!table) throw new Error('no table is declared');

describe('the address of a row', () => {
  test('by the part of its key', () => {
    expect(addressOf(table, film, ['alien-1979'])).toEqual({
      key: 'alien-1979',
      item: { pk: { S: 'FILM#alien-1979' }, sk: { S: 'FILM' } },
    });
  });

  test('by several parts, or by the key as a search prints it', () => {
    const address = { key: 'a%7Cb|osaka', item: { pk: { S: 'FILM#a|b' }, sk: { S: 'STOCK#osaka' } } };
    expect(addressOf(table, stock, ['a|b', 'osaka'])).toEqual(address);
    expect(addressOf(table, stock, ['a%7Cb|osaka'])).toEqual(address);
  });

  test('a hashed key does not say where its item lies', () => {
    expect(addressOf(table, film, ['~abc'])).toEqual({ key: '~abc', item: undefined });
  });

  test('the wrong number of parts names them', () => {
    expect(() => addressOf(table, stock, ['alien-1979'])).toThrow('The key of stock has 2 parts: filmId, store.');
    expect(() => addressOf(table, film, ['a', 'b'])).toThrow('one part: id');
  });
});
