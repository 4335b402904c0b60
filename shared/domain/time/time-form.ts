/** The forms in which an item holds a time, and what the row then has: RFC 3339 text (moment.ts), or a day. */
import { canonicalDecimal } from '../row/decimal.ts';
import { placeLocalTime, type LocalZone } from './local-time.ts';
import { daysOf, readInstant, readSpelling, utcText } from './moment.ts';

export type TimeForm =
  | { readonly form: 'day' }
  | { readonly form: 'instant' }
  | { readonly form: 'epoch'; readonly unit: EpochUnit }
  | ({ readonly form: 'local' } & LocalZone);

export type EpochUnit = 'seconds' | 'milliseconds';

/** @returns the row's text; undefined for text that the form does not take: `timeProblem` says why */
export function timeOfText(form: TimeForm, text: string): string | undefined {
  switch (form.form) {
    case 'day':
      return daysOf(text) === undefined ? undefined : text;
    case 'instant':
      return readInstant(text)?.text;
    case 'epoch':
      return timeOfNumber(form, text);
    case 'local': {
      const spelled = readSpelling(text);
      // With an offset there is nothing to choose.
      if (!spelled || spelled.offset) return spelled && readInstant(text)?.text;
      const placed = placeLocalTime(spelled, form);
      return typeof placed === 'object' ? placed.text : undefined;
    }
  }
}

/**
 * @param number a decimal, as DynamoDB writes it: `1795459927.5`
 * @returns RFC 3339 in UTC; digits finer than nanoseconds are cut off
 */
export function timeOfNumber(form: TimeForm, number: string): string | undefined {
  if (form.form !== 'epoch') return undefined;
  const [whole, fraction = ''] = canonicalDecimal(number)?.split('.') ?? [];
  if (whole === undefined) return undefined;
  const decimals = form.unit === 'seconds' ? 9 : 6;
  const cut = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  // As with text, what is cut off makes a time earlier, also before 1970.
  const below = whole.startsWith('-') && fraction.length > decimals;
  return utcText(below ? cut - 1n : cut);
}
