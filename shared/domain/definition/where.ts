/** The filter language of subscriptions: `where(film, { genre: ['Comedy', 'Drama'], price: atMost(10) })`. */
import type { Bound, Condition, Filter, Scalar } from '../filter/filter.ts';
import type { Entity } from './entity.ts';
import type { FieldSet, FieldTraits, RowOf } from './field.ts';
import { own } from '../own.ts';

/** A condition that fits fields holding `T`. */
type On<T> = Condition & { readonly '~on'?: (value: T) => void };

/** What can be said of a field: a value it equals, a list of values of which it equals one, or a condition. */
type Wanted<V> = unknown extends V
  ? On<unknown>
  : V extends readonly (infer Element)[]
    ? Wanted<NonNullable<Element>>
    : number extends V
      ? number | readonly number[] | On<number>
      : V extends string | boolean
        ? V | readonly V[] | On<V>
        : string extends keyof V
          ? On<unknown>
          : WantedFields<V> | On<unknown>;

/** Spread over a union, `boolean` would become `true | false` and lists of several values of an enumeration impossible. */
type WantedOf<V> = [V] extends [boolean]
  ? boolean | On<unknown>
  : [V] extends [string]
    ? V | readonly V[] | On<V>
    : Wanted<V>;

type WantedFields<R> = { readonly [K in keyof R]?: WantedOf<NonNullable<R[K]>> };

/**
 * Which rows of an entity a consumer sees. Every condition must hold. A plain value is equality, a list of values is any of
 * them; nested objects nest. Of a list field, one element that holds is enough.
 *
 * @example where(film, { genre: ['Comedy', 'Drama'], price: atMost(10), releaseDate: exists() })
 */
export function where<S extends FieldSet>(entity: Entity<S>, wanted: WantedFields<RowOf<S>>): Filter {
  const traits = Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, field.headwater]));
  return and(...clausesOf([], wanted, traits));
}

/**
 * All of the filters must match.
 *
 * @example and(where(film, { genre: 'Comedy' }), or(where(film, { price: 0 }), where(film, { tags: 'sale' })))
 */
export function and(...filters: readonly Filter[]): Filter {
  const [only] = filters;
  return only && filters.length === 1 ? only : { all: filters };
}

/**
 * At least one of the filters must match.
 *
 * @example or(where(film, { genre: 'Comedy' }), where(film, { price: atMost(5) }))
 */
export function or(...filters: readonly Filter[]): Filter {
  return { any: filters };
}

/**
 * Text that begins so.
 *
 * @example where(film, { title: prefix('The ') })
 */
export function prefix(text: string): On<string> {
  return { test: 'prefix', text };
}

/**
 * Text that ends so.
 *
 * @example where(film, { title: suffix(' II') })
 */
export function suffix(text: string): On<string> {
  return { test: 'suffix', text };
}

/**
 * A value is there, and it is none of these; of a list, at least one element is none of these.
 *
 * @example where(film, { genre: anythingBut('Horror', 'War') })
 */
export function anythingBut<T extends string | number>(
  ...values: readonly T[]
): On<T extends string ? string : number> {
  return { test: 'anything-but', values };
}

/**
 * Not missing, not null, not an empty list.
 *
 * @example where(film, { releaseDate: exists() })
 */
export function exists(): On<unknown> {
  return { test: 'exists', exists: true };
}

/**
 * Missing, null, or an empty list. Events are routed wider than this and filtered by the consumer (docs/configuration.md).
 *
 * @example where(film, { tags: missing() })
 */
export function missing(): On<unknown> {
  return { test: 'exists', exists: false };
}

/** What a range of numbers, or of times as text, is a condition on. */
type OnRange<T> = On<T extends string ? string : number>;

/**
 * A number, or a day or time as text, that is not less than the value.
 *
 * @example where(order, { placedAt: atLeast('2026-01-01T00:00:00Z'), total: atLeast(10) })
 */
export function atLeast<T extends number | string>(value: T): OnRange<T> {
  return range({ atLeast: value });
}

/**
 * A number, or a day or time as text, that is not more than the value.
 *
 * @example where(film, { price: atMost(10), releaseDate: atMost('1999-12-31') })
 */
export function atMost<T extends number | string>(value: T): OnRange<T> {
  return range({ atMost: value });
}

export interface RangeOptions<T extends number | string = number> {
  readonly atLeast?: T;
  readonly above?: T;
  readonly atMost?: T;
  readonly below?: T;
}

/**
 * A number, or a day or time as text, between bounds. Of `atLeast` and `above`, and of `atMost` and `below`, give one.
 *
 * @example where(film, { price: range({ atLeast: 5, below: 10 }) })
 */
export function range<T extends number | string>(options: RangeOptions<T>): OnRange<T> {
  // A misspelt option stays, so that it is refused by its name (filter-shape.ts).
  const { atLeast, above, atMost, below, ...misspelt } = options;
  const from = boundOf(atLeast, above);
  const to = boundOf(atMost, below);
  return { test: 'range', ...(from && { from }), ...(to && { to }), ...misspelt };
}

function boundOf(inclusive: Bound['value'] | undefined, exclusive: Bound['value'] | undefined): Bound | undefined {
  if (exclusive !== undefined) return { value: exclusive, inclusive: false };
  return inclusive === undefined ? undefined : { value: inclusive, inclusive: true };
}

type AnyWanted = Scalar | readonly Scalar[] | Condition | { readonly [name: string]: AnyWanted | undefined };

function clausesOf(path: readonly string[], wanted: object, traits: Readonly<Record<string, FieldTraits>>): Filter[] {
  return Object.entries(wanted as Readonly<Record<string, AnyWanted | undefined>>).flatMap(([name, one]) => {
    if (one === undefined) return [];
    const field = [...path, name];
    const declared = own(traits, name);
    const as = asInstant(declared);
    if (typeof one !== 'object') return [{ field, condition: { test: 'equals', values: [one], ...as } }];
    if (isList(one)) return [{ field, condition: { test: 'equals', values: one, ...as } }];
    const inner = declared?.fields;
    if (inner && !isCondition(one)) return clausesOf(field, one, inner);
    // Whatever was given in its place: filter-shape.ts says what is wrong with it.
    const condition = one as Condition | null;
    const timed = condition?.test === 'anything-but' ? { ...condition, ...as } : condition;
    return [{ field, condition: timed as Condition }];
  });
}

/** How a field's values are compared with others, of a list its elements'. A day has one spelling. */
function asInstant(traits: FieldTraits | undefined): { readonly as?: 'instant' } {
  const { time } = traits?.element ?? traits ?? {};
  return time && time.form !== 'day' ? { as: 'instant' } : {};
}

function isList(wanted: AnyWanted): wanted is readonly Scalar[] {
  return Array.isArray(wanted);
}

/** A nested object may itself have a field named `test`; what it wants of it is then no condition's word. */
function isCondition(wanted: object): boolean {
  return 'test' in wanted && wanted.test === 'exists' && 'exists' in wanted && typeof wanted.exists === 'boolean';
}
