/**
 * The one rule for times: which spellings of an instant are taken, which instant they are, and what a row has for them.
 * Row schema, reader, columns, filters and bounds all ask here, so that no store takes what another refuses.
 *
 * A row has RFC 3339: `T`, seconds, at most 9 digits behind the point, `Z` or an offset in whole minutes of at most 18 hours.
 * OpenSearch's `strict_date_optional_time` (java.time) takes all of that and little else, and an index's format can
 * never be changed (docs/decisions/166).
 */

export interface Instant {
  /** Microseconds since 1970-01-01T00:00Z; finer digits are cut off, for no query engine here keeps them. */
  readonly microseconds: bigint;
  /** The normal form. Text that has it already stays as it was written. */
  readonly text: string;
}

/** A calendar day and the time on its clock, with the zone if one is written. */
export interface Spelled {
  readonly day: string;
  /** Seconds since 1970-01-01T00:00 on a clock that knows no zone; of a leap second, the second after it. */
  readonly clockSeconds: number;
  /** Digits behind the point, at most 9. */
  readonly fraction: string;
  /** `18:52:07`; of a leap second `18:52:60`. */
  readonly clock: string;
  /** Seconds east of Greenwich, and how the zone was written: `Z`, `+01:00`; undefined where none is. */
  readonly offset?: { readonly seconds: number; readonly text: string | undefined };
}

const DAY = String.raw`(?<day>\d{4}-\d{2}-\d{2})`;
/** Java leaves out seconds that are zero, Python's timespec also minutes; a comma is ISO 8601's own. */
const CLOCK = String.raw`(?<hour>\d{2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?)?`;
/** PostgreSQL writes hours alone, Python and Java seconds where a zone had them (before its standard time). */
const OFFSET = String.raw`(?<sign>[+-])(?<hours>\d{2})(?::?(?<minutes>\d{2})(?::?(?<seconds>\d{2}(?:\.\d{1,6})?))?)?`;
/** What only repeats or names the offset: Java's and RFC 9557's brackets, the abbreviation that Go adds. */
const NAME = String.raw`(?:(?:\[[^[\]]{1,64}\]){0,8}|\x20(?:[A-Z]{3,5}|[+-]\d{2,4}))`;
const SPELLING = new RegExp(String.raw`^${DAY}[Tt\x20]${CLOCK}(?:\x20?(?:(?<utc>[Zz]|UTC|GMT)|${OFFSET})${NAME})?$`);

const DAY_MS = 86_400_000;
/** java.time, and so OpenSearch, has no offset beyond it. */
const WIDEST_OFFSET = 18 * 3600;

/** @returns undefined where `text` is no time that any clock and calendar has. */
export function readSpelling(text: string): Spelled | undefined {
  const parts = SPELLING.exec(text)?.groups as Partial<Record<string, string>> | undefined;
  if (!parts) return undefined;
  const { day = '', hour = '', minute = '00', second = '00', fraction = '' } = parts;
  const days = daysOf(day);
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const clockSeconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const spelled = { day, clockSeconds, fraction: fraction.slice(0, 9), clock: `${hour}:${minute}:${second}` };
  const offset = offsetOf(parts);
  if (offset === 'none') return second === '60' ? undefined : spelled;
  if (!offset) return undefined;
  // A leap second ends a day of UTC (RFC 3339, 5.7).
  if (second === '60' && (clockSeconds - offset.seconds) % 86_400 !== 0) return undefined;
  return { ...spelled, offset };
}

/**
 * @example readInstant('2026-11-23 18:52:07.5+0100')?.text // '2026-11-23T18:52:07.5+01:00'
 * @returns undefined where the spelling is not taken: `timeProblem` says why
 */
export function readInstant(text: string): Instant | undefined {
  const spelled = readSpelling(text);
  return spelled?.offset && instantAt(spelled, spelled.offset);
}

/** The instant at which a clock with this offset shows the time. */
export function instantAt(spelled: Spelled, offset: NonNullable<Spelled['offset']>): Instant | undefined {
  const { day, clock, fraction } = spelled;
  const nanoseconds = BigInt(fraction.padEnd(9, '0')) - BigInt(Math.round(offset.seconds * 1e6)) * 1000n;
  const since1970 = BigInt(spelled.clockSeconds) * 1_000_000_000n + nanoseconds;
  // No store has second 60, and RFC 3339 no offset with seconds: these are written in UTC.
  const asWritten = offset.text !== undefined && !clock.endsWith(':60');
  const text = asWritten ? `${day}T${clock}${fraction && `.${fraction}`}${offset.text}` : utcText(since1970);
  return text === undefined ? undefined : { microseconds: floored(since1970, 1000n), text };
}

/**
 * RFC 3339 in UTC with 0, 3, 6 or 9 digits behind the point.
 * @param since1970 nanoseconds since 1970-01-01T00:00Z
 * @returns undefined outside the years 0000 to 9999, which RFC 3339 cannot write
 */
export function utcText(since1970: bigint): string | undefined {
  const seconds = floored(since1970, 1_000_000_000n);
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime()) || !/^\d{4}-/.test(date.toISOString())) return undefined;
  const digits = String(since1970 - seconds * 1_000_000_000n).padStart(9, '0');
  const fraction = digits.replace(/(?:000){1,3}$/, '');
  return date.toISOString().replace('.000Z', `${fraction && `.${fraction}`}Z`);
}

/** Whether a row can have this text in a field that is an instant. */
export function isInstantText(text: string): boolean {
  return readInstant(text)?.text === text;
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01; undefined for a day that no calendar has. */
export function daysOf(text: string): number | undefined {
  const midnight = ISO_DAY.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(midnight)) return undefined;
  const day = Number(text.slice(8));
  // Date.parse takes 30 February for 2 March.
  return day <= 28 || new Date(midnight).getUTCDate() === day ? midnight / DAY_MS : undefined;
}

/** Microseconds since 1970-01-01T00:00Z of an instant, or of a day's beginning in UTC. */
export function microsecondsOf(text: string): bigint | undefined {
  const days = daysOf(text);
  return days === undefined ? readInstant(text)?.microseconds : BigInt(days) * BigInt(DAY_MS) * 1000n;
}

type Offset = NonNullable<Spelled['offset']>;

function offsetOf({ utc, sign, hours, minutes = '00', seconds = '00' }: Partial<Record<string, string>>) {
  if (utc !== undefined) return { seconds: 0, text: 'Z' } satisfies Offset;
  if (hours === undefined) return 'none';
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) >= 60) return undefined;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const text = Number(seconds) === 0 && size <= WIDEST_OFFSET ? `${sign}${hours}:${minutes}` : undefined;
  return { seconds: sign === '-' ? -size : size, text } satisfies Offset;
}

function floored(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < quotient * divisor ? quotient - 1n : quotient;
}
