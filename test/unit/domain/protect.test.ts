import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/domain/change/change.ts';
import { mask } from '../../../shared/domain/definition/policy.ts';
import { hashUnder, protectChange, protection } from '../../../shared/domain/row/protect.ts';

const key = Buffer.from('a key of the test, of 32 bytes or more');
const hash = hashUnder(key);

test('a hash is the HMAC-SHA-256 of the value as text: equal values can be joined', () => {
  const protect = protection({ email: 'hash', alias: 'hash', customer: 'hash' }, hash);

  const row = protect({ email: 'a@b.c', alias: ['a@b.c'], customer: 17, city: 'Oslo' });

  const hashed = createHmac('sha256', key).update('a@b.c').digest('base64url');
  expect(row).toEqual({ email: hashed, alias: [hashed], customer: hash('17'), city: 'Oslo' });
});

test.each([
  [mask(), '0170 1234567', '****'],
  [mask({ keepLast: 4 }), '0170 1234567', '****4567'],
  [mask({ keepFirst: 2, keepLast: 1 }), '0170 1234567', '01****7'],
  [mask({ keepLast: 4 }), '1234567', '****'],
  [mask({ keepLast: 1 }), '😀😀😀', '****😀'],
  [mask({ keepLast: 1 }), '', '****'],
])('mask %o of "%s" shows %s', (policy, value, shown) => {
  expect(protection({ phone: policy }, undefined)({ phone: value })).toEqual({ phone: shown });
});

test('what a path names is protected inside objects and lists of objects', () => {
  const protect = protection({ 'contacts.mail': 'drop', 'contacts.phone': mask() }, undefined);

  const row = protect({ contacts: [{ mail: 'a', phone: '1', kind: 'work' }, { mail: null }], mail: 'b' });

  expect(row).toEqual({ contacts: [{ phone: '****', kind: 'work' }, {}], mail: 'b' });
});

test('null stays null, and a missing value missing', () => {
  expect(protection({ a: 'hash', b: mask(), c: 'drop', d: 'hash' }, hash)({ a: null, b: null, c: null })).toEqual({
    a: null,
    b: null,
  });
});

test('a value of another shape than the policy expects, as in an event of an older schema, is not shown', () => {
  const protect = protection({ email: 'hash', 'address.street': 'hash' }, hash);

  expect(protect({ email: { old: 'a@b.c' }, address: 'Main Street 1' })).toEqual({ email: null, address: null });
});

test('a policy that hashes is refused without a key: nothing is published unprotected', () => {
  expect(() => protection({ email: 'hash' }, undefined)).toThrow(/no key was read/);
});

describe("a change under a consumer's policy", () => {
  const updated: Change = {
    operation: 'updated',
    entity: 'person',
    id: 'e1',
    key: 'p1',
    position: 'g/1',
    at: '2026-11-23T18:52:07Z',
    after: { id: 'p1', city: 'Oslo', phone: '222' },
    before: { city: 'Rome', phone: '111' },
    changed: ['city', 'phone'],
  };

  test('names no field that it does not show', () => {
    expect(protectChange(updated, protection({ city: 'drop' }, undefined))).toMatchObject({
      after: { id: 'p1', phone: '222' },
      before: { phone: '111' },
      changed: ['phone'],
    });
  });

  test('is none when only what it hides has changed', () => {
    expect(protectChange(updated, protection({ city: 'drop', phone: mask() }, undefined))).toBeUndefined();
  });
});
