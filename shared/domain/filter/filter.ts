import { compareDecimals } from '../row/decimal.ts';
import type { Json, Row } from '../row/json.ts';
import { microsecondsOf } from '../time/moment.ts';
import { own } from '../own.ts';

/** What a filter compares with. JSON's null is not among them: a field that is null counts as missing. */
export type Scalar = string | number | boolean;

export interface Bound {
  /** Text is a time: a day or an instant (moment.ts). */
  readonly value: number | string;
  readonly inclusive: boolean;
}

/** What a field's value must be. On a list, one element that holds is enough (as in EventBridge's patterns). */
export type Condition =
  | { readonly test: 'equals'; readonly values: readonly Scalar[]; readonly as?: 'instant' }
  /** Something is there, and it is none of these. As instants, two texts are equal that say the same one. */
  | { readonly test: 'anything-but'; readonly values: readonly Scalar[]; readonly as?: 'instant' }
  | { readonly test: 'prefix' | 'suffix'; readonly text: string }
  | { readonly test: 'range'; readonly from?: Bound; readonly to?: Bound }
  /** Not missing, not null, not an empty list; `false` is the opposite. */
  | { readonly test: 'exists'; readonly exists: boolean };

/** A condition on one field; `field` is its path, such as `['maker', 'country']`. */
export interface Clause {
  readonly field: readonly string[];
  readonly condition: Condition;
}

/** Which rows a subscription sees: pure data, so that synth can turn it into an event pattern. Made by `where`. */
export type Filter = Clause | { readonly all: readonly Filter[] } | { readonly any: readonly Filter[] };

/** Entity name -> filter. An entity without one is seen whole. */
export type Filters = Readonly<Record<string, Filter>>;

export function matches(filter: Filter, row: Row): boolean {
  if ('all' in filter) return filter.all.every((part) => matches(part, row));
  if ('any' in filter) return filter.any.some((part) => matches(part, row));
  return holds(filter.condition, valuesAt(row, filter.field));
}

function holds(condition: Condition, values: readonly Json[]): boolean {
  switch (condition.test) {
    case 'equals':
      return values.some((value) => isAmong(value, condition));
    case 'anything-but':
      return values.some((value) => !isAmong(value, condition));
    case 'prefix':
      return values.some((value) => typeof value === 'string' && value.startsWith(condition.text));
    case 'suffix':
      return values.some((value) => typeof value === 'string' && value.endsWith(condition.text));
    case 'range':
      return values.some((value) => isWithin(value, condition));
    case 'exists':
      return values.length > 0 === condition.exists;
  }
}

/** What stands at the path, null left out: a list's elements, or one value, or nothing. */
function valuesAt(row: Row, path: readonly string[]): readonly Json[] {
  let value: Json | undefined = row;
  for (const name of path) {
    if (!isObject(value)) return [];
    value = own(value, name);
  }
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return values.filter((one) => one !== null && one !== undefined);
}

function isAmong(value: Json, { values, as }: Extract<Condition, { test: 'equals' | 'anything-but' }>): boolean {
  const compares = (scalar: Scalar): scalar is number | string =>
    typeof scalar === 'number' || (typeof scalar === 'string' && as === 'instant');
  return values.some((scalar) => value === scalar || (compares(scalar) && compared(value, scalar) === 0));
}

function isWithin(value: Json, { from, to }: Extract<Condition, { test: 'range' }>): boolean {
  const aboveFrom = from && compared(value, from.value);
  const aboveTo = to && compared(value, to.value);
  if (from && (aboveFrom === undefined || aboveFrom < 0 || (aboveFrom === 0 && !from.inclusive))) return false;
  return !to || (aboveTo !== undefined && (aboveTo < 0 || (aboveTo === 0 && to.inclusive)));
}

/** A decimal that no double holds exactly travels as its text (see decimal.ts). */
function compared(value: Json, other: number | string): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return typeof other === 'number' ? compareDecimals(value, other) : compareTimes(String(value), other);
}

/** To the microsecond, which is what the analytics copy keeps: a view is then the same from there. */
function compareTimes(one: string, other: string): number | undefined {
  const [a, b] = [microsecondsOf(one), microsecondsOf(other)];
  return a === undefined || b === undefined ? undefined : Number(a - b);
}

function isObject(value: Json | undefined): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
