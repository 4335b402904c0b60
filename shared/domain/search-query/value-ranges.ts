/** What a search compares numbers and days with: `<10`, `>=7.5`, `1990..1999`, `1977-05`. */
import type { SearchField } from './search-fields.ts';
import type { SearchRange } from './search-query.ts';

/** From a value's begin up to its end: a number is a point, a year lasts until the next. */
interface Span {
  readonly least: number | string;
  readonly most?: number;
  readonly below?: string;
}

/** @returns undefined when the text is no value of such a field, and no range of them */
export function rangeOf({ type }: Pick<SearchField, 'type'>, text: string): SearchRange | undefined {
  const spanOf = (part: string): Span | undefined => (type === 'date' ? momentSpan(part) : numberSpan(part, type));
  const [, sign, compared = ''] = /^(<=|>=|<|>)(.+)$/u.exec(text) ?? [];
  if (sign !== undefined) {
    const span = spanOf(compared);
    return span && comparison(sign, span);
  }
  const [from, to, ...more] = text.split('..');
  if (to === undefined || more.length > 0) return spanOf(text);
  const [first, last] = [from === '' ? undefined : spanOf(from ?? ''), to === '' ? undefined : spanOf(to)];
  if ((from !== '' && !first) || (to !== '' && !last) || (!first && !last)) return undefined;
  return { ...(first && { least: first.least }), ...(last && upTo(last)) };
}

/** Whether no value can lie in it. */
export function isEmpty({ least, most, below }: SearchRange): boolean {
  if (least === undefined) return false;
  return (most !== undefined && least > most) || (below !== undefined && least >= below);
}

function comparison(sign: string, span: Span): SearchRange {
  switch (sign) {
    case '<':
      return { below: span.least };
    case '<=':
      return upTo(span);
    case '>':
      return span.below === undefined ? { above: span.least } : { least: span.below };
    default:
      return { least: span.least };
  }
}

function upTo({ most, below }: Span): SearchRange {
  return { ...(most !== undefined && { most }), ...(below !== undefined && { below }) };
}

function numberSpan(text: string, type: SearchField['type']): Span | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/iu.test(text)) return undefined;
  const value = Number(text);
  // A whole number of a row is within 2^53 - 1, and OpenSearch refuses to compare one with more than 2^63.
  const most = type === 'whole-number' ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  return Math.abs(value) > most ? undefined : { least: value, most: value };
}

/** A year, month, day or moment. Without an offset it is UTC, as the index has it. */
function momentSpan(text: string): Span | undefined {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/u.exec(text);
  if (!parts) return undefined;
  const [, year = '', month, day, time] = parts;
  const begin = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  // Date.UTC takes years below 100 for 1900 and on, and the 31st of a shorter month for the next.
  if (!new Date(begin).toISOString().startsWith(`${year}-${month ?? '01'}-${day ?? '01'}`)) return undefined;
  if (time !== undefined) return instantSpan(text, time);
  const end =
    day !== undefined ? begin + DAY_MS : Date.UTC(Number(year) + (month === undefined ? 1 : 0), Number(month ?? 0), 1);
  return { least: new Date(begin).toISOString(), below: new Date(end).toISOString() };
}

const DAY_MS = 86_400_000;

function instantSpan(text: string, time: string): Span | undefined {
  if (!/^T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/u.test(time)) return undefined;
  const instant = Date.parse(/(Z|[+-]\d\d:\d\d)$/u.test(time) ? text : `${text}Z`);
  if (Number.isNaN(instant)) return undefined;
  const lasts = !/^T\d\d:\d\d:/u.test(time) ? 60_000 : time.includes('.') ? 1 : 1_000;
  return { least: new Date(instant).toISOString(), below: new Date(instant + lasts).toISOString() };
}
