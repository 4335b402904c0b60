/** What belongs to a person is found by its look, by its name, and by what stands beside it. */
import { describe, expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const CARDS = ['4111111111111111', '5555555555554444', '378282246310005', '6011111111111117', '30569309025904'];
const IBANS = ['DE89370400440532013000', 'GB82WEST12345698765432', 'FR1420041010050500013M02606', 'NL91ABNA0417164300'];

const at = (values: readonly string[], index: number): string => values[index % values.length] ?? '';

function policiesOf(table: string, make: (index: number) => Readonly<Record<string, AttributeValue>>) {
  const items = Array.from({ length: 20 }, (_, index): Item => ({ id: { S: `k${index}` }, ...make(index) }));
  const { found } = discover({ name: table, partitionKey: { name: 'id', type: 'string' }, indexKeys: [] }, items);
  return Object.fromEntries(found.entities.flatMap(({ policy }) => policy.map((one) => [one.path, one.protection])));
}

describe('by its look', () => {
  test.each<readonly [string, (index: number) => AttributeValue, string]>([
    ['card numbers', (index) => ({ S: at(CARDS, index) }), 'hash'],
    ['card numbers with spaces', (index) => ({ S: at(CARDS, index).replaceAll(/(.{4})(?=.)/g, '$1 ') }), 'hash'],
    ['card numbers with hyphens', (index) => ({ S: at(CARDS, index).replaceAll(/(.{4})(?=.)/g, '$1-') }), 'hash'],
    ['card numbers that are numbers', (index) => ({ N: at(CARDS, index) }), 'hash'],
    ['account numbers', (index) => ({ S: at(IBANS, index) }), 'hash'],
    ['account numbers with spaces', (index) => ({ S: at(IBANS, index).replaceAll(/(.{4})(?=.)/g, '$1 ') }), 'hash'],
    ['account numbers in small letters', (index) => ({ S: at(IBANS, index).toLowerCase() }), 'hash'],
    [
      'one text of many that holds an e-mail address',
      (index) => ({ S: index === 7 ? 'ask a.b@example.com' : 'hi' }),
      'drop',
    ],
    ['e-mail addresses with names', (index) => ({ S: `A B <a.b${index}@example.com>` }), 'drop'],
    ['a text with a card number', (index) => ({ S: index === 3 ? 'paid by 4111 1111 1111 1111' : 'cash' }), 'drop'],
    ['a text with an account number', (index) => ({ S: index === 3 ? `from ${at(IBANS, 0)}` : 'cash' }), 'drop'],
    [
      'a list with e-mail addresses in some',
      (index) => ({ L: [{ S: index % 5 ? 'none' : `a${index}@example.com` }] }),
      'drop',
    ],
  ])('%s', (_, value, protection) => {
    expect(policiesOf('things', (index) => ({ x: value(index) }))).toEqual({ x: protection });
  });

  test.each<readonly [string, (index: number) => AttributeValue]>([
    ['ids of sixteen digits', (index) => ({ S: String(4_000_000_000_000_000 + index * 7_919) })],
    ['times in milliseconds', (index) => ({ N: String(1_700_000_000_000 + index * 7_919) })],
    ['versions of packages', (index) => ({ S: `left-pad@1.${index}.0` })],
    ['addresses of repositories', (index) => ({ S: `git@github.com:acme/r${index}.git` })],
  ])('none: %s', (_, value) => {
    expect(policiesOf('things', (index) => ({ x: value(index) }))).toEqual({});
  });
});

describe('by its name', () => {
  test.each([
    ...['creditCard', 'credit_card', 'cardNumber', 'card_no', 'iban', 'passport', 'passportNumber'].map((one) => [
      one,
      'hash',
    ]),
    ...['token', 'pushToken', 'accessKey', 'access_key_id', 'secretKey', 'securityCode', 'credentials'].map((one) => [
      one,
      'drop',
    ]),
  ])('%s: %s', (name, protection) => {
    expect(policiesOf('things', (index) => ({ [name]: { S: `x${index}` } }))).toEqual({ [name]: protection });
  });

  test.each(['tokenCount', 'tokens', 'maxTokens', 'tokenType'])('none: %s', (name) => {
    expect(policiesOf('things', (index) => ({ [name]: { N: String(index) } }))).toEqual({});
  });
});

describe('by what stands beside it', () => {
  const place = (index: number) => ({
    city: { S: at(['Leeds', 'York'], index) },
    lat: { N: `5${index % 5}.1234` },
    lon: { N: `${index}.4321` },
  });

  test('a town and a position are a person where an e-mail address is', () => {
    const policies = policiesOf('things', (index) => ({ email: { S: `a${index}@example.com` }, ...place(index) }));

    expect(policies).toEqual({ email: 'hash', city: 'drop', lat: 'drop', lon: 'drop' });
    expect(policiesOf('things', place)).toEqual({});
  });

  test('and within the home of a person', () => {
    const policies = policiesOf('things', (index) => ({
      email: { S: `a${index}@example.com` },
      home: { M: place(index) },
      shop: { M: place(index) },
    }));

    expect(policies).toEqual({ email: 'hash', 'home.city': 'drop', 'home.lat': 'drop', 'home.lon': 'drop' });
  });

  test.each([
    ['users', 'Mona Lisa', { name: 'mask' }],
    ['customer-profiles', 'Mona Lisa', { name: 'mask' }],
    ['products', 'Copper Lantern', {}],
    ['things', 'Emma Stone', { name: 'mask' }],
  ])('the name of %s, such as %s', (table, name, policies) => {
    expect(policiesOf(table, () => ({ name: { S: name } }))).toEqual(policies);
  });
});
