/** Filters on fields that a policy drops, hashes or masks: a filter sees rows as they travel. */
import { expect, test } from 'vitest';
import { keyword, integer, list, object, optional, rest } from '../../../shared/domain/definition/fields.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { mask } from '../../../shared/domain/definition/policy.ts';
import {
  anythingBut,
  atLeast,
  exists,
  missing,
  prefix,
  suffix,
  where,
} from '../../../shared/domain/definition/where.ts';
import { hashUnder, protection } from '../../../shared/domain/row/protect.ts';
import { matches, type Filter } from '../../../shared/domain/filter/filter.ts';
import { definition, problemsOf, SHOP } from './wrong.ts';

const person = defineEntity({
  name: 'person',
  recognise: { pk: 'P#{id}', sk: 'P' },
  fields: {
    id: keyword(),
    secret: keyword(),
    email: optional(keyword()),
    card: optional(keyword()),
    pin: optional(integer()),
    friends: list(keyword()),
    home: object({ street: keyword(), town: keyword() }),
    others: rest(),
  },
  policy: {
    secret: 'drop',
    email: 'hash',
    card: mask({ keepFirst: 2, keepLast: 3 }),
    pin: mask(),
    friends: 'hash',
    'home.street': 'drop',
  },
});

function problems(wanted: object): readonly string[] {
  const filter = where(person, wanted);
  const consumer = { type: 'search', name: 'search', entities: [person], filters: { person: filter } };
  return problemsOf(definition({ tables: [{ ...SHOP, entities: [person] }], consumers: [consumer] }));
}

const hash = hashUnder(Buffer.from('key'));
const DROPS = 'no consumer sees it, for the policy of person drops it';

test.each([
  ['a value', { secret: 'x' }, 'secret', 'filter on another field, or do not drop it'],
  ['exists()', { secret: exists() }, 'secret', 'filter on another field, or do not drop it'],
  ['missing()', { secret: missing() }, 'secret', 'filter on another field, or do not drop it'],
  ['within an object', { home: { street: 'x' } }, 'home.street', 'filter on another field, or do not drop it'],
  ['rest() that nobody kept', { others: exists() }, 'others', "give it the policy 'keep'"],
])('on a dropped field every condition is refused: %s', (_, wanted, field, fix) => {
  expect(problems(wanted)).toEqual([`consumer search, filter of person, field ${field}: ${DROPS}: ${fix}`]);
});

test.each([
  ['a value', { email: 'a@b.de' }, 'email', 'hash'],
  ['all but a value', { email: anythingBut('a@b.de') }, 'email', 'hash'],
  ['a beginning', { email: prefix('a') }, 'email', 'hash'],
  ['an element', { friends: ['a', 'b'] }, 'friends', 'hash'],
  ['a value of a mask', { card: '12345678' }, 'card', 'mask'],
  ['a beginning longer than is shown', { card: prefix('123') }, 'card', 'mask'],
  ['an end longer than is shown', { card: suffix('5678') }, 'card', 'mask'],
  ['a number', { pin: 1234 }, 'pin', 'mask'],
  ['a range', { pin: atLeast(1) }, 'pin', 'mask'],
])('what can be no hash or mask is refused: %s', (_, wanted, field, left) => {
  expect(problems(wanted)).toEqual([
    `consumer search, filter of person, field ${field}: the policy of person leaves a ${left} of the value, which is never so: ask whether it exists(), or filter on another field`,
  ]);
});

const CAN_HOLD: readonly object[] = [
  { email: exists() },
  { email: hash('a@b.de') },
  { friends: [hash('b')] },
  { card: prefix('12') },
  { card: prefix('12****') },
  { card: suffix('678') },
  { card: '12****678' },
  { pin: '****' },
  { home: { town: 'Ulm' } },
];

test.each(CAN_HOLD.map((wanted) => [JSON.stringify(wanted), wanted]))(
  'what can be, is fine, and is met: %s',
  (_, wanted) => {
    expect(problems(wanted)).toEqual([]);
    const row = {
      ...{ id: '1', secret: 's', email: 'a@b.de', card: '12345678901678', pin: 1234 },
      ...{ friends: ['a', 'b'], home: { street: 'x', town: 'Ulm' } },
    };
    const filter: Filter = where(person, wanted);
    expect(matches(filter, protection(person.policy, hash)(row))).toBe(true);
  },
);

test('missing() of a hashed field that may be missing is fine', () => {
  expect(problems({ email: missing() })).toEqual([]);
});
