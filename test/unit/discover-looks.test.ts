/** What is personal under names that say nothing, in other languages, and written as people of a country write it. */
import { describe, expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const at = (values: readonly string[], index: number): string => values[index % values.length] ?? '';

function entityOf(make: (index: number) => Readonly<Record<string, AttributeValue>>) {
  const items = Array.from({ length: 20 }, (_, index): Item => ({ id: { S: `k${index}` }, ...make(index) }));
  const { found } = discover({ name: 'things', partitionKey: { name: 'id', type: 'string' }, indexKeys: [] }, items);
  const [entity] = found.entities;
  return {
    policies: Object.fromEntries((entity?.policy ?? []).map(({ path, protection }) => [path, protection])),
    notes: entity?.fields.flatMap(({ notes }) => notes) ?? [],
  };
}

const PEOPLE = ['James Smith', 'Mary Quillfeather', 'Robert Brown', 'Zyx Vanderberg'];
const SORTED = ['Smith, James', 'Quillfeather, Mary', 'Brown, Robert', 'Vanderberg, Zyx'];

describe('names of people', () => {
  test.each(['assignedTo', 'approver', 'from', 'who', 'label', 'x1', 'caretaker'])('%s', (name) => {
    expect(entityOf((index) => ({ [name]: { S: at(PEOPLE, index) } })).policies).toEqual({ [name]: 'mask' });
    expect(entityOf((index) => ({ [name]: { S: at(SORTED, index) } })).policies).toEqual({ [name]: 'mask' });
    expect(entityOf((index) => ({ [name]: { S: at(['John', 'Mary', 'Linda'], index) } })).policies).toEqual({
      [name]: 'mask',
    });
  });

  test.each(['Herr', 'Dr.', 'Prof. Dr.', 'Mrs'])('after %s', (title) => {
    expect(entityOf((index) => ({ x1: { S: `${title} ${at(PEOPLE, index)}` } })).policies).toEqual({ x1: 'mask' });
  });

  test.each([
    ['Copper Lantern', 'Iron Kettle'],
    ['Leeds', 'York', 'Paris'],
    ['Open', 'Closed'],
    ['Leeds, Yorkshire', 'Bath, Somerset'],
  ])('none: %s, %s', (...texts) => {
    expect(entityOf((index) => ({ x1: { S: at(texts, index) } })).policies).toEqual({});
  });

  test('within texts they are doubted', () => {
    const { policies, notes } = entityOf((index) => ({ x1: { S: `ask ${at(PEOPLE, index)} about it` } }));

    expect(policies).toEqual({});
    expect(notes).toContainEqual(
      expect.stringMatching(/^Doubt: 15 of 20 texts hold what looks like a name of a person/),
    );
  });
});

const PHONES = [
  '(212) 555-0100',
  '(212)555-0100',
  '212-555-0100',
  '212.555.0100',
  '0151 1234567',
  '0223/669822',
  '06 47 65 72 47',
];

describe('phone numbers as people of a country write them', () => {
  test.each(PHONES)('%s', (phone) => {
    expect(entityOf(() => ({ x1: { S: phone } })).policies).toEqual({ x1: 'mask' });
    expect(entityOf((index) => ({ x1: { S: index === 7 ? `call ${phone}, please` : 'none' } })).policies).toEqual({
      x1: 'drop',
    });
  });

  test.each(['+49 151 1234567', '+1 212 555 0100'])('%s within a text', (phone) => {
    expect(entityOf((index) => ({ x1: { S: index === 7 ? `call ${phone}` : 'none' } })).policies).toEqual({
      x1: 'drop',
    });
  });

  test.each([
    '1234-5678',
    '2024-03-18',
    '10:30',
    'BK-2024-00064',
    '123 456',
    '12.5',
    'a212-555-0100',
    '212-555-0100-7',
  ])('none: %s', (text) => {
    expect(entityOf(() => ({ x1: { S: text } })).policies).toEqual({});
  });
});

describe('by name, in other languages and other words', () => {
  test.each([
    ...['bday', 'naissance', 'fecha_nacimiento', 'dob2', 'geburtstag'].map((name) => [name, 'drop']),
    ...['mdp', 'wachtwoord', 'contrasena', 'sessionId', 'session_id'].map((name) => [name, 'drop']),
    ...['nir', 'steuernr', 'driverLicense', 'insuranceNo', 'insurance_number', 'bic', 'cardExp'].map((name) => [
      name,
      'hash',
    ]),
    ...['nom', 'nick', 'login', 'signature', 'twitter'].map((name) => [name, 'mask']),
    ...['avatarUrl', 'konfession', 'religion', 'bloodType', 'blood_group'].map((name) => [name, 'drop']),
  ])('%s: %s', (name, protection) => {
    expect(entityOf((index) => ({ [name]: { S: `x${index}` } })).policies).toEqual({ [name]: protection });
  });

  test.each(['weightKg', 'ort', 'ville'])('%s beside a person, and alone none', (name) => {
    const value = (index: number) => ({ [name]: { S: `x${index}` } });

    expect(entityOf((index) => ({ ...value(index), nachname: { S: `y${index}` } })).policies).toHaveProperty(
      name,
      'drop',
    );
    expect(entityOf(value).policies).toEqual({});
  });

  test.each(['loginCount', 'signatureVersion', 'nickel', 'comic', 'typeOfBlood', 'logins'])('none: %s', (name) => {
    expect(entityOf((index) => ({ [name]: { N: String(index) } })).policies).toEqual({});
  });
});

describe('other looks', () => {
  test.each([
    ['10.0.0.3:443', 'hash'],
    ['https://app.example/reset?token=2b3278ddd56c', 'drop'],
    ['see https://app.example/x?a=1&access_token=2b3278ddd56c', 'drop'],
    ['0f8fad5b-d9cb-469f-a165-70867728950e::anna.schmidt', 'hash'],
  ])('%s', (text, protection) => {
    expect(entityOf(() => ({ x1: { S: text } })).policies).toEqual({ x1: protection });
  });

  test.each([
    ['50.12345,8.12345', /places on Earth/],
    ['deliver to 960 Rostami Street, Springfield', /street address/],
    ['bitte in die Gartenstraße 12 liefern', /street address/],
    ['71 rue Brzozowski', /street address/],
  ])('%s is doubted', (text, note) => {
    expect(entityOf(() => ({ x1: { S: text } })).notes).toContainEqual(expect.stringMatching(note));
  });

  test('a place beside a device of a person is doubted', () => {
    const { notes } = entityOf((index) => ({
      deviceId: { S: `d${index}` },
      loc: { M: { lat: { N: '50.1' }, lon: { N: `8.${index}` } } },
    }));

    expect(notes).toContainEqual(expect.stringMatching(/^Doubt: its values are places on Earth/));
  });

  test.each([
    ['version', {}],
    ['firmwareVersion', {}],
    ['x1', { x1: 'hash' }],
  ])('10.0.1.4 as %s', (name, policies) => {
    expect(entityOf(() => ({ [name]: { S: '10.0.1.4' } })).policies).toEqual(policies);
  });
});
