import { contradictions } from './contradictions.ts';
import type { Clause, Condition, Filter, Scalar } from '../filter/filter.ts';
import type { Entity } from './entity.ts';
import { fieldAt, type FieldFacts } from './field-at.ts';
import type { FieldKind } from './field.ts';
import { protectedProblems, protectionAt } from './filter-on-policy.ts';
import type { Consumer } from './headwater.ts';
import { publishedEntity } from './published-entity.ts';
import { rangeProblems, timeValueProblems } from './filter-value-problems.ts';

type ValueType = 'string' | 'number' | 'boolean';

/** What a filter may compare a field's values with; undefined: it may only ask whether there is one. */
const COMPARED_WITH: Readonly<Record<FieldKind, ValueType | undefined>> = {
  text: 'string',
  time: 'string',
  binary: 'string',
  integer: 'number',
  double: 'number',
  decimal: 'number',
  boolean: 'boolean',
  // A list of lists or of objects: EventBridge asks that conditions on a list's elements be met by one of them.
  list: undefined,
  object: undefined,
  // Its lat and lon are numbers like any other's.
  'geo-point': undefined,
  json: undefined,
  map: undefined,
  rest: undefined,
};

/**
 * Event Ruler reads these as operators inside `$or`, and the whole `$or` then as a field (ruler's README, "$or").
 * Symbols are no field names anyway.
 */
const RESERVED = new Set(
  ['anything-but', 'prefix', 'suffix', 'equals-ignore-case', 'numeric', 'exists', 'cidr', 'wildcard', 'exactly'].concat(
    ['regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before'],
    ['date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
  ),
);

/** What is wrong with a consumer's filters, a line each, naming consumer, entity, field and fix. */
export function filterProblems({ name, entities, filters = {} }: Consumer): string[] {
  return Object.entries(filters).flatMap(([filtered, filter]) => {
    const where = `consumer ${name}, filter of ${filtered}`;
    const entity = entities.find((one) => one.name === filtered);
    return entity
      ? [...problemsIn(filter, where, entity), ...contradictions(filter, where, publishedEntity(entity))]
      : [`${where}: the consumer does not subscribe to it: add it to entities, or remove the filter`];
  });
}

function problemsIn(filter: Filter, where: string, entity: Entity): string[] {
  if ('field' in filter) return clauseProblems(filter, `${where}, field ${filter.field.join('.')}`, entity);
  const parts = 'all' in filter ? filter.all : filter.any;
  if (parts.length === 0) return [`${where}: it has no condition: give one, or leave the filter out`];
  return parts.flatMap((part) => problemsIn(part, where, entity));
}

function clauseProblems({ field, condition }: Clause, where: string, entity: Entity): string[] {
  const facts = fieldAt(entity, field);
  if (!facts) {
    return [`${where}: ${entity.name} declares no such field, or it lies within a list: a filter cannot look in there`];
  }
  const reserved = field.find((name) => RESERVED.has(name) || name.includes('.') || name.startsWith('$'));
  if (reserved !== undefined) {
    return [
      `${where}: EventBridge takes "${reserved}" in a pattern for something else: rename the field to filter on it, and give it attribute: '${reserved}'`,
    ];
  }
  const protection = protectionAt(entity, field);
  if (protection !== undefined) {
    return protectedProblems(entity, field, condition, protection).map((problem) => `${where}: ${problem}`);
  }
  if (condition.test === 'exists') return [];
  const type = COMPARED_WITH[facts.kind];
  if (!type) return [`${where}: a filter can ask of a ${facts.kind} only whether it exists() or is missing()`];
  return conditionProblems(condition, type, facts).map((problem) => `${where}: ${problem}`);
}

function conditionProblems(
  condition: Exclude<Condition, { test: 'exists' }>,
  type: ValueType,
  facts: FieldFacts,
): string[] {
  switch (condition.test) {
    case 'equals':
    case 'anything-but':
      if (condition.values.length === 0) return ['no values: give at least one'];
      if (condition.test === 'anything-but' && type === 'boolean') return ['anythingBut(true) is false: write that'];
      if (facts.time) return timeValueProblems(condition.values, facts.time);
      return [
        ...condition.values
          .filter((value) => typeof value !== type || !isPlain(value))
          .map(
            (value) =>
              `${JSON.stringify(value)} is no ${type === 'string' ? 'text' : type} that ${facts.kind} can hold`,
          ),
        ...notAmong(facts.values, condition.values),
        ...twiceAmong(condition.values),
      ];
    case 'prefix':
    case 'suffix':
      if (type !== 'string') return [`${condition.test}() is for text, and this is ${facts.kind}`];
      return condition.text !== '' && isPlain(condition.text) ? [] : [`${condition.test}() needs text to compare with`];
    case 'range':
      if (type !== 'number' && !facts.time) return [`a range is for numbers and times, and this is ${facts.kind}`];
      return rangeProblems(condition, facts);
  }
}

function twiceAmong(values: readonly Scalar[]): string[] {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  return [...new Set(twice)].map((value) => `${JSON.stringify(value)} stands twice: once is enough`);
}

function notAmong(values: readonly string[] | undefined, wanted: readonly Scalar[]): string[] {
  return wanted
    .filter((one) => values && typeof one === 'string' && !values.includes(one))
    .map((one) => `"${String(one)}" is none of the field's values: ${values?.join(', ') ?? ''}`);
}

/** Half of a surrogate pair can be compared in JavaScript, but not be sent as UTF-8. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? value.isWellFormed() : typeof value !== 'number' || Number.isFinite(value);
}
