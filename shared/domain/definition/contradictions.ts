/** Filters that let no row through, whatever it holds: conditions on one field that exclude each other. */
import { matches, type Clause, type Condition, type Filter } from '../filter.ts';
import type { Entity } from './entity.ts';
import { fieldAt } from './field-at.ts';

/** A line each, naming the field. */
export function contradictions(filter: Filter, where: string, entity: Entity): string[] {
  const byField = Map.groupBy(clausesThatMustHold(filter), ({ field }) => JSON.stringify(field));
  const here = [...byField.values()].flatMap((clauses) => {
    const field = clauses[0]?.field ?? [];
    const facts = fieldAt(entity, field);
    // What is declared nowhere is said elsewhere.
    if (!facts) return [];
    const isMany = facts.many === true;
    const conditions = clauses.map(({ condition }) => condition);
    if (!excludeEachOther(conditions, isMany)) return [];
    return [
      `${where}, field ${field.join('.')}: no row can satisfy all of its conditions: take one away, or join them by or()`,
    ];
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

function excludeEachOther(conditions: readonly Condition[], isMany: boolean): boolean {
  const isMissing = conditions.some((one) => one.test === 'exists' && !one.exists);
  if (isMissing) return conditions.some((one) => one.test !== 'exists' || one.exists);
  // Of a list, each condition may hold for another element.
  if (isMany || conditions.length < 2) return false;
  return conditions.some(
    (one) =>
      one.test === 'equals' &&
      !one.values.some((value) => conditions.every((condition) => matches({ field: ['value'], condition }, { value }))),
  );
}
