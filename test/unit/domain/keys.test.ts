import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentKey } from '../../../shared/domain/row/keys.ts';

test('keys whose parts hold the separator stay apart', () => {
  expect(documentKey(['a|b', 'c'])).not.toBe(documentKey(['a', 'b|c']));
});

test('a plain key reads as it is', () => {
  expect(documentKey(['f1', 'berlin'])).toBe('f1|berlin');
});

test('a key over 512 bytes becomes a hash that cannot be mistaken for a plain key', () => {
  const long = documentKey(['x'.repeat(600)]);

  expect(long).toMatch(/^~[\w-]{43}$/);
  expect(documentKey([long])).not.toBe(long);
});

test('different parts give different keys of 1 to 512 bytes', () => {
  const parts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const key = documentKey(one);
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(512);
      if (JSON.stringify(one) !== JSON.stringify(other)) expect(key).not.toBe(documentKey(other));
    }),
  );
});
