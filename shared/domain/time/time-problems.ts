/** Why a value is no time of its field: the spelling that is not taken, and what to declare or write. Never the value. */
import { canonicalDecimal } from '../row/decimal.ts';
import type { Json } from '../row/json.ts';
import { placeLocalTime } from './local-time.ts';
import { daysOf, readInstant, readSpelling } from './moment.ts';
import type { EpochUnit, TimeForm } from './time-form.ts';

/** @param value what the reader left in the row (adapters/dynamodb/row-of-item.ts): text in a list was text in the item */
export function timeProblem(form: TimeForm, value: Json): string {
  switch (form.form) {
    case 'day':
      return dayProblem(value);
    case 'epoch':
      return epochProblem(form.unit, value);
    case 'instant':
      return textProblem(value) ?? spellingProblem(value as string);
    case 'local':
      return textProblem(value) ?? localProblem(form, value as string);
  }
}

const NUMBER = 'is a number: declare epochSeconds() or epochMilliseconds()';
const LATER = 'lies outside the years 0000 to 9999, which RFC 3339 can write';

/** @returns undefined for text that may be a time */
function textProblem(value: Json): string | undefined {
  if (typeof value === 'number') return NUMBER;
  if (typeof value !== 'string') return 'is no text: write an ISO 8601 time, such as 2026-11-23T18:52:07Z';
  if (value === '') return 'is empty text: write null, or leave the attribute out';
  return canonicalDecimal(value) === undefined ? undefined : NUMBER.replace('a number', 'a number as text');
}

/** In order: the first that fits is the reason. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, 'has white space around it: write it without'],
  [/^[+-]?infinity$/i, 'is infinity, which is no instant: write null, or leave the attribute out'],
  [/^[+-]?\d{5,}-|^-\d{4}-|\bBC\b/i, LATER],
  [/^\d{4}-\d{2}-\d{2}$/, 'is a day without a time: declare date(), or write the time too'],
  [/^\d{4}-\d{2}-\d{2}[Tt ]24(?::?00)?/, 'says 24:00: write 00:00 of the day after'],
  [/^\d{8}T?\d{0,6}/i, 'is in the basic form of ISO 8601: write it with hyphens and colons'],
  [/[A-Za-z]{3,} \d|\d [A-Za-z]{3,} \d|^[A-Za-z]{3},/, 'names its month or weekday in words: write ISO 8601'],
  [/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/, 'is in the form of one country: write ISO 8601'],
  [/^\d{4}[/.]\d/, 'has no hyphens between year, month and day: write ISO 8601'],
  [/\dT?[\d:.,]*[ [][A-Za-z_]+(?:\/[\w+-]+)*\]?$/, 'names a zone without an offset: write the offset (+01:00) or Z'],
];
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2})(?::?(\d{2})(?::?(\d{2}))?)?/;
const OFFSET = /[+-](\d{2}):?(\d{2})?(?::?\d{2})?(?:\[[^[]*)*$/;

function spellingProblem(text: string): string {
  const spelled = readSpelling(text);
  if (spelled?.offset) return LATER;
  if (spelled) return 'has no offset and no Z: write one, or declare localTimestamp({ zone })';
  const known = SPELLINGS.find(([pattern]) => pattern.test(text));
  if (known) return known[1];
  const [, day, hour = '0', minute = '0', second = '0'] = TIME.exec(text) ?? [];
  if (day === undefined) return 'is no ISO 8601 time: write it as 2026-11-23T18:52:07Z';
  if (daysOf(day) === undefined) return 'names a day that no calendar has';
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return 'names a time that no clock shows';
  const [, hours = '0', minutes = '0'] = OFFSET.exec(text.slice(10)) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return 'has an offset of a day or more';
  return 'is no ISO 8601 time with an offset or Z: write it as 2026-11-23T18:52:07Z';
}

function localProblem(form: Extract<TimeForm, { form: 'local' }>, text: string): string {
  const spelled = readSpelling(text);
  if (!spelled || spelled.offset) return spellingProblem(text);
  const placed = placeLocalTime(spelled, form);
  if (placed === 'gap') return `names a time that clocks in ${form.zone} skip: declare gap: 'forward' to take it`;
  if (placed === 'overlap') return `names a time that clocks in ${form.zone} show twice: declare which by overlap`;
  return LATER;
}

function dayProblem(value: Json): string {
  if (typeof value === 'number') return 'is a number: a date() is text such as 2026-11-23';
  if (typeof value !== 'string') return 'is no text: write a day, such as 2026-11-23';
  if (value === '') return 'is empty text: write null, or leave the attribute out';
  if (/^\s|\s$/.test(value)) return 'has white space around it: write it without';
  if (readSpelling(value)) return 'has a time of day: declare timestamp(), or write the day alone';
  if (/^[+-]?\d{5,}-|^-\d{4}-|\bBC\b/i.test(value)) return LATER;
  return /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? 'names a day that no calendar has'
    : 'is no day of ISO 8601: write it as 2026-11-23';
}

function epochProblem(unit: EpochUnit, value: Json): string {
  const number = typeof value === 'number' || (typeof value === 'string' && canonicalDecimal(value) !== undefined);
  if (number) {
    const fix = unit === 'seconds' ? ': if these are milliseconds, declare epochMilliseconds()' : '';
    return `is a number of ${unit} that ${LATER}${fix}`;
  }
  const [text] = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (typeof text !== 'string') return `is no number of ${unit} since 1970`;
  if (readInstant(text)) return 'is a time as text: declare timestamp()';
  return canonicalDecimal(text) === undefined
    ? `is text, and no number of ${unit} since 1970`
    : 'is a number as text: declare it with coerce: true';
}
