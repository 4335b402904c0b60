/** Which kind of field takes all of these numbers. */
import { canonicalDecimal } from '../../shared/domain/row/decimal.ts';
import { isEpoch, isTimeName, mayBeTime } from './epoch.ts';
import { decimalOf, type Judged } from './text-kind.ts';
import { hasWord } from './words.ts';

/** Measured by an instrument, not counted. */
const MEASURES: ReadonlySet<string> = new Set([
  'lat',
  'latitude',
  'lon',
  'lng',
  'long',
  'longitude',
  'altitude',
  'heading',
]);
/** More digits behind the point than money, weights and shares have. */
const MOST_SCALE = 9;
/** Without a telling name, so many numbers must all be times of this century. */
const FEWEST_TIMES = 5;

/** @param name of the attribute; @param numbers as DynamoDB writes them, at least one */
export function numberKind(name: string, numbers: readonly string[], isTimeToLive: boolean): Judged {
  const exact = numbers.map((number) => canonicalDecimal(number));
  const unit = isEpoch(numbers);
  if (isTimeToLive) return timeToLiveKind(exact, unit);
  const named = isTimeName(name);
  if (unit && (named || (mayBeTime(name) && numbers.length >= FEWEST_TIMES))) {
    const doubt = named ? [] : [`Doubt: its numbers lie in this century when they are read as ${unitText(unit)}.`];
    return { kind: { kind: unit }, notes: doubt };
  }
  return { kind: plainNumber(name, exact), notes: [] };
}

function unitText(unit: 'epochSeconds' | 'epochMilliseconds'): string {
  return unit === 'epochSeconds' ? 'seconds since 1970' : 'milliseconds since 1970';
}

function timeToLiveKind(exact: readonly (string | undefined)[], unit: ReturnType<typeof isEpoch>): Judged {
  if (unit === 'epochSeconds') return { kind: { kind: unit }, notes: ['DynamoDB expires items by it.'] };
  const note = 'Doubt: DynamoDB expires items by it, but its numbers are no seconds of this century.';
  return { kind: plainNumber('', exact), notes: [note] };
}

function plainNumber(name: string, exact: readonly (string | undefined)[]): Judged['kind'] {
  // DynamoDB writes decimals only; a file may hold anything.
  if (exact.some((number) => number === undefined)) return { kind: 'json' };
  const texts = exact.map((number) => number ?? '');
  const scale = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  if (scale === 0) {
    if (texts.every((text) => Number.isSafeInteger(Number(text)))) return { kind: 'integer' };
    return texts.every((text) => text.replace('-', '').length <= 38) ? decimalOf(38, 0) : { kind: 'double' };
  }
  const whole = Math.max(...texts.map((text) => (text.replace('-', '').split('.')[0] ?? '').length));
  if (hasWord(name, MEASURES) || scale > MOST_SCALE || whole + scale > 30) return { kind: 'double' };
  return decimalOf(Math.max(18, whole + scale + 2), Math.max(2, scale));
}
