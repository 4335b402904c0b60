/** Exact decimal text: DynamoDB numbers have up to 38 significant digits and magnitudes up to 1E+125 (developer guide). */

/**
 * The canonical text of a decimal: no exponent, no leading or trailing zeros, no plus sign, no negative zero.
 * @returns undefined when the text is no decimal number.
 */
export function canonicalDecimal(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '';
  const right = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const integer = left.replace(/^0+/, '');
  const decimals = right.replace(/0+$/, '');
  if (integer === '' && decimals === '') return '0';
  return (sign === '-' ? '-' : '') + (integer || '0') + (decimals && `.${decimals}`);
}

/** The number, where a double holds the decimal exactly (it prints as the same digits); otherwise undefined. */
export function exactNumber(text: string): number | undefined {
  const number = Number(text);
  if (!Number.isFinite(number)) return undefined;
  const printed = String(number);
  if (printed === text) return number;
  const canonical = canonicalDecimal(text);
  return canonical !== undefined && canonicalDecimal(printed) === canonical ? number + 0 : undefined;
}

/** Whether a decimal has at most `precision - scale` digits before the point and `scale` behind it. */
export function decimalFits(value: number | string, precision: number, scale: number): boolean {
  const canonical = canonicalDecimal(String(value));
  if (canonical === undefined) return false;
  const [whole = '', fraction = ''] = canonical.replace('-', '').split('.');
  return (whole === '0' ? 0 : whole.length) <= precision - scale && fraction.length <= scale;
}

/**
 * Compares two decimals exactly, whether they travel as numbers or as text; a number stands for the digits it prints as.
 * @returns below, at or above 0 as `one` is less than, equal to or greater than `other`; undefined when either is no decimal
 */
export function compareDecimals(one: number | string, other: number | string): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return Number.isNaN(one - other) ? undefined : one - other;
  const [a, b] = [canonicalDecimal(String(one)), canonicalDecimal(String(other))];
  if (a === undefined || b === undefined) return undefined;
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  return negative ? compareDigits(b.slice(1), a.slice(1)) : compareDigits(a, b);
}

/** Canonical decimals without a sign: the longer whole part is greater; equally long ones compare as text. */
function compareDigits(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = a.split('.');
  const [wholeB = '', fractionB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  const [textA, textB] = wholeA === wholeB ? [fractionA, fractionB] : [wholeA, wholeB];
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}
