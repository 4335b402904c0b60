/** Filters that let no row through, whatever it holds: conditions on one field that exclude each other, or what is in every row. */
import { matches, type Clause, type Condition, type Filter } from '../filter/filter.ts';
import type { Entity } from './entity.ts';
import { fieldAt, type FieldFacts } from './field-at.ts';
import { intersection, rangeProblems } from './filter-value-problems.ts';

/** A line each, naming the field. */
export function contradictions(filter: Filter, where: string, entity: Entity): string[] {
  const byField = Map.groupBy(clausesThatMustHold(filter), ({ field }) => JSON.stringify(field));
  const here = [...byField.values()].flatMap((clauses) => {
    const field = clauses[0]?.field ?? [];
    const facts = fieldAt(entity, field);
    // What is declared nowhere is said elsewhere.
    if (!facts) return [];
    const conditions = clauses.map(({ condition }) => condition);
    const problem = contradictionIn(conditions, facts);
    return problem === undefined ? [] : [`${where}, field ${field.join('.')}: ${problem}`];
  });
  return [...here, ...alternativesIn(filter).flatMap((part) => contradictions(part, where, entity))];
}

function clausesThatMustHold(filter: Filter): readonly Clause[] {
  if ('field' in filter) return [filter];
  return 'all' in filter ? filter.all.flatMap(clausesThatMustHold) : [];
}

/** What stands in an `or`: each is a filter of its own. */
function alternativesIn(filter: Filter): readonly Filter[] {
  if ('any' in filter) return filter.any;
  return 'all' in filter ? filter.all.flatMap(alternativesIn) : [];
}

function contradictionIn(conditions: readonly Condition[], facts: FieldFacts): string | undefined {
  if (facts.always && conditions.some(isMissing)) {
    return 'missing() never holds, for the field is in every row: take it away, or declare the field optional()';
  }
  return excludeEachOther(conditions, facts)
    ? 'no row can satisfy all of its conditions: take one away, or join them by or()'
    : undefined;
}

function isMissing(condition: Condition): boolean {
  return condition.test === 'exists' && !condition.exists;
}

function excludeEachOther(conditions: readonly Condition[], facts: FieldFacts): boolean {
  if (conditions.some(isMissing)) return !conditions.every(isMissing);
  // Of a list, each condition may hold for another element.
  return facts.many ? conditions.some((one) => noValueMeets([one], facts)) : noValueMeets(conditions, facts);
}

function noValueMeets(conditions: readonly Condition[], facts: FieldFacts): boolean {
  const equal = conditions.find((one) => one.test === 'equals');
  const values = equal?.values ?? facts.values ?? (facts.kind === 'boolean' ? [true, false] : undefined);
  if (values && values.length > 0) {
    return !values.some((value) =>
      conditions.every((condition) => matches({ field: ['value'], condition }, { value })),
    );
  }
  return noneInAll(conditions, facts) || textsDiffer(conditions, 'prefix') || textsDiffer(conditions, 'suffix');
}

/** Whether its ranges have nothing in common. What is wrong with one alone is said elsewhere. */
function noneInAll(conditions: readonly Condition[], facts: FieldFacts): boolean {
  const ranges = conditions.filter((one) => one.test === 'range');
  if (ranges.length < 2 || ranges.some((one) => rangeProblems(one, facts).length > 0)) return false;
  return rangeProblems(ranges.reduce(intersection), facts).length > 0;
}

/** Of two texts that a value begins with, one begins with the other; and so at its end. */
function textsDiffer(conditions: readonly Condition[], test: 'prefix' | 'suffix'): boolean {
  const texts = conditions.flatMap((one) => (one.test === test ? [one.text] : []));
  const fits = (one: string, other: string) => (test === 'prefix' ? one.startsWith(other) : one.endsWith(other));
  return texts.some((one) => texts.some((other) => !fits(one, other) && !fits(other, one)));
}
