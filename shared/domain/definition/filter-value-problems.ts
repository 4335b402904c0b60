/** What is wrong with the values that a filter compares a time or a number with. */
import type { Bound, Condition, Scalar } from '../filter/filter.ts';
import { microsecondsOf } from '../time/moment.ts';
import type { TimeForm } from '../time/time-form.ts';
import type { FieldFacts } from './field-at.ts';
import { boundProblem, isBound } from './times.ts';

export function timeValueProblems(values: readonly Scalar[], time: TimeForm): string[] {
  return values
    .filter((value) => !isBound(time, value))
    .map((value) => `${JSON.stringify(value)} ${boundProblem(time, value)}`);
}

export function rangeProblems({ from, to }: Extract<Condition, { test: 'range' }>, facts: FieldFacts): string[] {
  const bounds = [from, to].filter((bound) => bound !== undefined);
  if (bounds.length === 0) return ['a range needs a bound: give atLeast, above, atMost or below'];
  const { time } = facts;
  if (time) {
    const values = bounds.map(({ value }) => value);
    const problems = timeValueProblems(values, time);
    return problems.length > 0 || !isEmpty(timeOf(from), timeOf(to), from, to) ? problems : [NOTHING];
  }
  if (!bounds.every(({ value }) => typeof value === 'number' && Number.isFinite(value))) {
    return ['a bound is no finite number'];
  }
  const least = Math.max(numberOf(from) ?? -Infinity, facts.minimum ?? -Infinity);
  const most = Math.min(numberOf(to) ?? Infinity, facts.maximum ?? Infinity);
  const tight = { from: least === from?.value ? from : undefined, to: most === to?.value ? to : undefined };
  const isNothing =
    facts.decimals === 0
      ? leastWhole(least, tight.from) > -leastWhole(-most, tight.to)
      : isEmpty(least, most, tight.from, tight.to);
  return isNothing ? [NOTHING] : [];
}

/** The least whole number from there on. */
function leastWhole(least: number, from: Bound | undefined): number {
  return from?.inclusive === false ? Math.floor(least) + 1 : Math.ceil(least);
}

type Range = Extract<Condition, { test: 'range' }>;

/** What lies in both of two ranges. */
export function intersection(one: Range, other: Range): Range {
  const from = tighter(one.from, other.from, 1);
  const to = tighter(one.to, other.to, -1);
  return { test: 'range', ...(from && { from }), ...(to && { to }) };
}

function tighter(one: Bound | undefined, other: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (!one || !other) return one ?? other;
  const [a, b] = [orderOf(one), orderOf(other)];
  if (a === b) return one.inclusive ? other : one;
  return a > b === (sign === 1) ? one : other;
}

function orderOf(bound: Bound): number | bigint {
  return numberOf(bound) ?? timeOf(bound) ?? NaN;
}

const NOTHING = 'no value of the field can lie in that range';

function isEmpty<T extends number | bigint>(
  least: T | undefined,
  most: T | undefined,
  from: Bound | undefined,
  to: Bound | undefined,
): boolean {
  if (least === undefined || most === undefined) return false;
  return least > most || (least === most && (from?.inclusive === false || to?.inclusive === false));
}

function numberOf(bound: Bound | undefined): number | undefined {
  return typeof bound?.value === 'number' ? bound.value : undefined;
}

function timeOf(bound: Bound | undefined): bigint | undefined {
  return typeof bound?.value === 'string' ? microsecondsOf(bound.value) : undefined;
}
