import type { Clause, Filter } from './filter.ts';

/** A conjunction: a row that meets all its clauses matches. */
export type Term = readonly Clause[];

/** EventBridge takes no pattern with more alternatives (user guide: `$or` in event patterns). */
export const MOST_TERMS = 1_000;

/** The filter as alternatives (its disjunctive normal form); undefined when there are more than `MOST_TERMS`. */
export function termsOf(filter: Filter): readonly Term[] | undefined {
  if ('field' in filter) return [[filter]];
  if ('any' in filter) {
    const terms = filter.any.map(termsOf);
    const all = terms.every((some) => some !== undefined) ? terms.flat() : undefined;
    return all && all.length <= MOST_TERMS ? all : undefined;
  }
  return filter.all.map(termsOf).reduce<readonly Term[] | undefined>(product, [[]]);
}

function product(ones: readonly Term[] | undefined, others: readonly Term[] | undefined): readonly Term[] | undefined {
  if (!ones || !others || ones.length * others.length > MOST_TERMS) return undefined;
  return ones.flatMap((one) => others.map((other) => [...one, ...other]));
}
