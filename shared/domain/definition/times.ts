/** The kinds of field that hold a time. In a row each is text: a day, or an instant in RFC 3339 (domain/time/moment.ts). */
import Type from 'typebox';
import type { Json } from '../row/json.ts';
import { isZone } from '../time/local-time.ts';
import { daysOf, isInstantText, microsecondsOf, readInstant } from '../time/moment.ts';
import type { TimeForm } from '../time/time-form.ts';
import { timeProblem } from '../time/time-problems.ts';
import { mistaken, type KindName } from './field-options.ts';
import {
  traitsOf,
  type ColumnType,
  type Field,
  type FieldOptions,
  type FieldTraits,
  type SearchMapping,
} from './field.ts';

export interface DateOptions extends FieldOptions {
  /**
   * Earliest and latest allowed, inclusive: a day for `date()`; for the others an instant such as `2026-01-01T00:00:00Z`, or
   * a day, which is its beginning in UTC.
   */
  readonly min?: string;
  readonly max?: string;
}

export interface EpochOptions extends DateOptions {
  /** Take the number also from text: `"1795459927"`. @default false */
  readonly coerce?: boolean;
}

export interface LocalTimeOptions extends DateOptions {
  /** A name of the IANA time zone database: `Europe/Paris`. */
  readonly zone: string;
  /** Which of two instants, when clocks are set back and a time is shown twice. @default 'earlier' */
  readonly overlap?: 'earlier' | 'later' | 'refuse';
  /** What becomes of a time that clocks skip: it is moved forward by as much as they skip, or refused. @default 'forward' */
  readonly gap?: 'forward' | 'refuse';
}

/**
 * A calendar day, `2026-11-23`.
 *
 * @example date({ min: '1888-01-01', max: '2011-12-31' })
 */
export function date(options: DateOptions = {}): Field<string> {
  return timeField('date', { form: 'day' }, options, { type: 'date', format: 'strict_date' }, { kind: 'date' });
}

/** OpenSearch cannot change it on an index that is there. */
const INSTANT: SearchMapping = { type: 'date', format: 'strict_date_optional_time' };

/**
 * An instant, as text with an offset or Z: ISO 8601 in the spellings that docs/configuration.md lists under Times.
 *
 * @example timestamp({ min: '2020-01-01T00:00:00Z' }) // '2026-11-23 18:52:07+0100' -> '2026-11-23T18:52:07+01:00'
 */
export function timestamp(options: DateOptions = {}): Field<string> {
  return timeField('timestamp', { form: 'instant' }, options, INSTANT, { kind: 'timestamp' });
}

/**
 * Seconds since 1970-01-01T00:00Z, with or without digits behind the point: `1795459927.5`. RFC 3339 text in the row.
 *
 * @example epochSeconds() // N 1795459927 -> '2026-11-23T18:52:07Z'
 */
export function epochSeconds(options: EpochOptions = {}): Field<string> {
  return timeField('epochSeconds', { form: 'epoch', unit: 'seconds' }, options, INSTANT, { kind: 'timestamp' });
}

/**
 * Milliseconds since 1970-01-01T00:00Z, as JavaScript's `Date.now()` gives them. RFC 3339 text in the row.
 *
 * @example epochMilliseconds({ coerce: true }) // S '1795459927123' -> '2026-11-23T18:52:07.123Z'
 */
export function epochMilliseconds(options: EpochOptions = {}): Field<string> {
  return timeField('epochMilliseconds', { form: 'epoch', unit: 'milliseconds' }, options, INSTANT, {
    kind: 'timestamp',
  });
}

/**
 * A time without an offset, as clocks in a zone show it; one that has an offset is taken as it is.
 *
 * @example localTimestamp({ zone: 'Europe/Paris' }) // '2026-11-23T18:52:07' -> '2026-11-23T18:52:07+01:00'
 */
export function localTimestamp(options: LocalTimeOptions): Field<string> {
  const wrong = mistaken('localTimestamp', options);
  if (wrong) return wrong;
  const { zone, overlap = 'earlier', gap = 'forward' } = options;
  return timeField('localTimestamp', { form: 'local', zone, overlap, gap }, options, INSTANT, { kind: 'timestamp' });
}

/** What is wrong with a field's bounds or zone, a clause each. */
export function timeSettingsProblems({ time }: FieldTraits): string[] {
  if (!time) return [];
  const problems = Object.entries({ min: time.min, max: time.max }).flatMap(([name, bound]) =>
    bound === undefined || isBound(time, bound) || daysOf(bound) !== undefined
      ? []
      : [`${name} ${JSON.stringify(bound)} ${boundProblem(time, bound)}`],
  );
  if (time.min !== undefined && time.max !== undefined && isBefore(time.max, time.min)) {
    problems.push(`min ${time.min} lies after max ${time.max}: no value can lie between them`);
  }
  if (time.form === 'local' && !isZone(time.zone)) {
    problems.push(`zone ${JSON.stringify(time.zone)} is none that Node knows: name one as in 'Europe/Paris', or 'UTC'`);
  }
  return problems;
}

/** Whether a filter or a bound can be compared with values of the form: a day with days, an instant with instants. */
export function isBound({ form }: TimeForm, text: unknown): text is string {
  return typeof text === 'string' && (form === 'day' ? daysOf(text) : readInstant(text)) !== undefined;
}

/** Why a text is no bound. */
export function boundProblem({ form }: TimeForm, bound: Json): string {
  return timeProblem({ form: form === 'day' ? 'day' : 'instant' }, bound);
}

/** The JSON Schema's own keywords are for its readers: a check by them would hide which spelling is refused. */
function timeField(
  name: KindName,
  form: TimeForm,
  options: EpochOptions,
  search: SearchMapping,
  column: ColumnType,
): Field<string> {
  const wrong = mistaken(name, options);
  if (wrong) return wrong;
  const { min, max, coerce } = options;
  const { headwater, ...described } = traitsOf('time', options, search, column);
  const time = { ...form, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  const told = {
    type: 'string',
    format: form.form === 'day' ? 'date' : 'date-time',
    ...(min !== undefined && { formatMinimum: normal(min) }),
    ...(max !== undefined && { formatMaximum: normal(max) }),
  };
  const schema = Type.Unsafe({ ...described, headwater: { ...headwater, time, told, ...(coerce && { coerce }) } });
  const isTime = (value: unknown): value is string =>
    typeof value === 'string' && (form.form === 'day' ? daysOf(value) !== undefined : isInstantText(value));
  const check = (value: unknown): boolean => isTime(value) && isWithin(value, min, max);
  const message = (value: unknown): string => (isTime(value) ? outside(min, max) : timeProblem(form, value as Json));
  return Type.Refine(schema, check, message) as unknown as Field<string>;
}

function normal(bound: string): string {
  return readInstant(bound)?.text ?? bound;
}

function isWithin(value: string, min: string | undefined, max: string | undefined): boolean {
  return !(min !== undefined && isBefore(value, min)) && !(max !== undefined && isBefore(max, value));
}

function isBefore(one: string, other: string): boolean {
  const [a, b] = [microsecondsOf(one), microsecondsOf(other)];
  return a !== undefined && b !== undefined && a < b;
}

function outside(min: string | undefined, max: string | undefined): string {
  const limits = [min !== undefined && `before ${min}`, max !== undefined && `after ${max}`].filter(Boolean);
  return `must not be ${limits.join(' or ')}`;
}
