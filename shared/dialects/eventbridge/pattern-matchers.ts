/** What an event pattern can say of one field: never less than the filter lets through. */
import { canonicalDecimal } from '../../domain/row/decimal.ts';
import type { FieldFacts } from '../../domain/definition/field-at.ts';
import type { Bound, Condition } from '../../domain/filter/filter.ts';

/** Part of a pattern: names lead down, a list holds the alternatives of a field. */
export type PatternPart = { readonly [name: string]: PatternPart | readonly (Matcher | PatternPart)[] };

/** One of the alternatives that a pattern lists for a field (EventBridge user guide, comparison operators). */
export type Matcher =
  | string
  | boolean
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly exists: boolean }
  | { readonly numeric: readonly (string | number)[] }
  | { readonly 'anything-but': readonly (string | number)[] };

/**
 * EventBridge documents numeric matching for -1e9 to 1e9 with 15 digits, six of them behind the point. What the engine
 * does beyond that is not promised: there the pattern must not rely on it.
 */
const NUMERIC = { limit: 1e9, decimals: 6, digits: 15 } as const;

const ANYTHING: readonly Matcher[] = [{ exists: true }];
/** A decimal may stand in the item as text: the consumer compares that, exactly. */
const ANY_TEXT: Matcher = { wildcard: '*' };

/**
 * @returns undefined where a pattern can say nothing: `exists: false` is false as soon as any change of the pack has the
 * field, and `exists` knows single values only
 */
export function matchersOf(condition: Condition, facts: FieldFacts): readonly Matcher[] | undefined {
  switch (condition.test) {
    case 'equals':
      // One instant has many spellings: the consumer compares.
      if (isInstant(facts)) return ANYTHING;
      return equalTo(condition.values, facts);
    case 'anything-but': {
      const values = condition.values.filter((value) => typeof value !== 'boolean');
      const text = facts.kind === 'text' || facts.kind === 'binary' || facts.kind === 'time';
      const exact = (text && !isInstant(facts)) || isExact(facts);
      return exact && values.every(isComparable) ? [{ 'anything-but': values }] : ANYTHING;
    }
    case 'prefix':
      return [{ prefix: condition.text }];
    case 'suffix':
      return [{ suffix: condition.text }];
    case 'range':
      return within(condition, facts);
    case 'exists':
      return condition.exists && facts.kind !== 'object' && facts.kind !== 'json' && facts.kind !== 'list'
        ? ANYTHING
        : undefined;
  }
}

function equalTo(values: readonly (string | number | boolean)[], facts: FieldFacts): readonly Matcher[] {
  if (!values.every(isComparable)) return ANYTHING;
  const matchers = values.map((value): Matcher => (typeof value === 'number' ? { numeric: ['=', value] } : value));
  return withText(matchers, facts);
}

function within(range: Extract<Condition, { test: 'range' }>, facts: FieldFacts): readonly Matcher[] {
  // Of text a pattern compares no order.
  if (facts.time) return ANYTHING;
  const from = bound(range.from, facts.minimum, Math.max);
  const to = bound(range.to, facts.maximum, Math.min);
  // One-sided, a value beyond the documented limits would have to match too.
  if (!isRoutable(from.value) || !isRoutable(to.value)) return ANYTHING;
  const exact = isExact(facts);
  const above = from.inclusive || !exact ? '>=' : '>';
  const below = to.inclusive || !exact ? '<=' : '<';
  const numeric = from.value === to.value ? ['=', from.value] : [above, from.value, below, to.value];
  return withText([{ numeric }], facts);
}

/** The tighter of the filter's bound and the field's own. */
function bound(
  wanted: Bound | undefined,
  declared: number | undefined,
  tighter: (...values: number[]) => number,
): { readonly value: number; readonly inclusive: boolean } {
  if (typeof wanted?.value !== 'number') return { value: declared ?? NaN, inclusive: true };
  const value = declared === undefined ? wanted.value : tighter(wanted.value, declared);
  return { value, inclusive: value === wanted.value ? wanted.inclusive : true };
}

function isInstant({ time }: FieldFacts): boolean {
  return time !== undefined && time.form !== 'day';
}

function withText(matchers: readonly Matcher[], facts: FieldFacts): readonly Matcher[] {
  return facts.kind === 'decimal' ? [...matchers, ANY_TEXT] : matchers;
}

/** Whether the engine's six digits behind the point tell all values of the field apart. */
function isExact({ kind, decimals }: FieldFacts): boolean {
  return (kind === 'integer' || kind === 'decimal') && decimals !== undefined && decimals <= NUMERIC.decimals;
}

function isComparable(value: string | number | boolean): boolean {
  return typeof value !== 'number' || isRoutable(value);
}

function isRoutable(value: number): boolean {
  const text = canonicalDecimal(String(value));
  if (text === undefined || Math.abs(value) > NUMERIC.limit) return false;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return fraction.length <= NUMERIC.decimals && whole.length + fraction.length <= NUMERIC.digits;
}
