/** How a writer of the table spells a time that a row has: the reverse of `timeOfText` and `timeOfNumber` (time-form.ts). */
import { readInstant, readSpelling } from './moment.ts';
import { timeOfText, type EpochUnit, type TimeForm } from './time-form.ts';

const ZONE = /(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Text as it stands in a row, or as an item may spell it, becomes what the item holds: digits for an epoch, a time without an
 * offset for a local one. A local time whose offset cannot be told from its zone keeps it.
 *
 * @returns undefined for what is no time of the form
 */
export function writtenTime(form: TimeForm, text: string): { readonly N: string } | { readonly S: string } | undefined {
  if (form.form === 'epoch') {
    const number = epochOf(form.unit, text);
    return number === undefined ? undefined : { N: number };
  }
  const normal = timeOfText(form, text);
  if (normal === undefined) return undefined;
  if (form.form !== 'local' || readSpelling(text)?.offset === undefined) return { S: text };
  const local = normal.replace(ZONE, '');
  return { S: timeOfText(form, local) === normal ? local : text };
}

/** @returns decimal text, to the nanosecond */
function epochOf(unit: EpochUnit, text: string): string | undefined {
  const spelled = readSpelling(text);
  if (!spelled?.offset || !readInstant(text)) return undefined;
  const { clockSeconds, fraction, offset } = spelled;
  const seconds = BigInt(clockSeconds) * 1_000_000_000n;
  const nanoseconds = seconds + BigInt(fraction.padEnd(9, '0')) - BigInt(Math.round(offset.seconds * 1e6)) * 1000n;
  const scale = unit === 'seconds' ? 9 : 6;
  const digits = (nanoseconds < 0n ? -nanoseconds : nanoseconds).toString().padStart(scale + 1, '0');
  const decimals = digits.slice(-scale).replace(/0+$/, '');
  return `${nanoseconds < 0n ? '-' : ''}${digits.slice(0, -scale)}${decimals && `.${decimals}`}`;
}
