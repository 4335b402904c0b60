/** Money is counted in whole cents and written as decimal text, so that no double ever rounds it. */
export type Cents = number;

/** 1249 -> "12.49" */
export function decimalOf(cents: Cents): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** "12.49", "12.5", "12" -> cents. @throws RangeError for text with more than two decimals, or no decimal at all */
export function centsOf(decimal: string): Cents {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(decimal);
  if (!match) throw new RangeError(`not an amount with at most two decimals: "${decimal}"`);
  const [, sign = '', whole = '', fraction = ''] = match;
  return Number(`${sign}${whole}${fraction.padEnd(2, '0')}`);
}
