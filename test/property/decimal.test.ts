import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalDecimal, decimalFits, exactNumber } from '../../shared/domain/row/decimal.ts';

/** Digits, point and exponent as DynamoDB may hold them, with the exact value as a scaled integer. */
const decimals = fc
  .record({
    negative: fc.boolean(),
    digits: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
    exponent: fc.integer({ min: -130, max: 125 }),
  })
  .map(({ negative, digits, exponent }) => ({
    text: `${negative ? '-' : ''}${digits}E${exponent}`,
    negative,
    digits,
    exponent,
  }));

function valueOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return BigInt(whole + fraction.padEnd(130, '0')) * (text.startsWith('-') ? -1n : 1n);
}

test('the canonical text has the same value, digit for digit', () => {
  fc.assert(
    fc.property(decimals, ({ text, negative, digits, exponent }) => {
      const canonical = canonicalDecimal(text) ?? '';
      expect(canonical).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
      expect(valueOf(canonical)).toBe(digits * 10n ** BigInt(exponent + 130) * (negative ? -1n : 1n));
    }),
  );
});

test('what is passed as a number prints as the very same decimal', () => {
  fc.assert(
    fc.property(decimals, ({ text }) => {
      const number = exactNumber(text);
      if (number !== undefined) expect(canonicalDecimal(String(number))).toBe(canonicalDecimal(text));
    }),
  );
});

test('every double passes as a number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      expect(exactNumber(String(double))).toBe(double + 0);
    }),
  );
});

test.each([
  ['-0', 0],
  ['1E3', 1000],
  ['0.10', 0.1],
  ['9007199254740993', undefined],
  ['0.1234567890123456789', undefined],
  ['1E400', undefined],
  ['12345678901234567890123456789012345678', undefined],
  ['NaN', undefined],
  ['', undefined],
])('%s passes as %s', (text, number) => {
  expect(exactNumber(text)).toBe(number);
});

test.each([
  [12.5, 4, 2, true],
  [12.555, 4, 2, false],
  [123, 4, 2, false],
  ['0.01', 2, 2, true],
  ['1e-2', 2, 2, true],
  ['12345678901234567890123456789012345678', 38, 0, true],
  ['abc', 38, 0, false],
])('%s in decimal(%d, %d): %s', (value, precision, scale, fits) => {
  expect(decimalFits(value, precision, scale)).toBe(fits);
});
