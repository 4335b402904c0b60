/**
 * The EventBridge rule of a subscription. It may let through more than the consumer's filters do, never less: the consumer
 * filters change by change (view.ts), and what a rule holds back is lost. test/contract/event-pattern.ruler.test.ts holds
 * both against the engine that EventBridge itself uses.
 */
import type { Operation } from '../../domain/change/change.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { fieldAt } from '../../domain/definition/field-at.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { DetailType } from '../../domain/change/event.ts';
import type { Filter, Filters } from '../../domain/filter/filter.ts';
import { MOST_TERMS, termsOf, type Term } from '../../domain/filter/filter-terms.ts';
import { matchersOf, type Matcher, type PatternPart } from './pattern-matchers.ts';
import { withoutOverlaps } from './pattern-overlaps.ts';
import { own } from '../../domain/own.ts';

export interface Subscription {
  /** The consumer's name. */
  readonly name: string;
  /** Events' `source` values. */
  readonly sources: readonly string[];
  readonly entities: readonly Entity[];
  readonly filters?: Filters | undefined;
  /** The consumer's effects cannot be repeated: no replay reaches it, and no snapshot of a whole entity. @default false */
  readonly sideEffects?: boolean | undefined;
}

/** EventBridge's quota, in characters, until an account has it raised: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const PATTERN_CHARACTERS = 2_048;

const OPERATIONS = ['created', 'updated', 'deleted', 'snapshot'] as const satisfies readonly Operation[];

/**
 * @param most characters that it may have
 * @throws HeadwaterError HW_CONFIG when the filters need a longer pattern than EventBridge takes
 */
export function eventPattern(subscription: Subscription, most: number = PATTERN_CHARACTERS): PatternPart {
  const { name } = subscription;
  const spelled = patternWith(types, subscription);
  // Kept in full as long as it can be: the rules of a deployment stay as they are.
  const pattern = spelled.length <= most ? spelled : patternWith(typesByPrefix, subscription);
  if (pattern.length <= most && pattern.alternatives <= MOST_TERMS) return pattern.part;
  throw tooLong(
    name,
    `${Object.keys(subscription.filters ?? {}).length > 0 ? 'its filters are too long' : 'it has too many entities'}: they make an ` +
      `event pattern of ${pattern.length} characters, and EventBridge takes ${most} (eventPatternCharacters of the stage's settings, where the quota of the account is raised)`,
  );
}

interface Spelled {
  readonly part: PatternPart;
  readonly length: number;
  readonly alternatives: number;
}

type SpellTypes = (entity: Entity, operations: readonly Operation[]) => readonly (DetailType | { prefix: string })[];

/** `film.` is the beginning of every type of film's events, and of no other entity's: names have no dots. */
const typesByPrefix: SpellTypes = (entity, operations) =>
  operations.length === OPERATIONS.length ? [{ prefix: `${entity.name}.` }] : types(entity, operations);

function patternWith(spell: SpellTypes, { name, sources, entities, filters = {}, sideEffects }: Subscription): Spelled {
  const operations = sideEffects ? OPERATIONS.filter((operation) => operation !== 'snapshot') : OPERATIONS;
  const envelope: PatternPart = sideEffects
    ? { source: sources, 'replay-name': [{ exists: false }] }
    : { source: sources };
  const whole = entities.filter((entity) => !Object.hasOwn(filters, entity.name));
  const branches: PatternPart[] = [];
  if (whole.length > 0) branches.push({ 'detail-type': whole.flatMap((entity) => spell(entity, operations)) });
  for (const entity of entities) {
    const filter = own(filters, entity.name);
    if (filter) branches.push(...branchesOf(entity, filter, operations, name));
  }
  const alternatives = distinct(withoutOverlaps(branches));
  const [only] = alternatives;
  const part = only && alternatives.length === 1 ? { ...envelope, ...only } : { ...envelope, $or: alternatives };
  return { part, length: JSON.stringify(part).length, alternatives: alternatives.length };
}

/**
 * What to route of one entity. Each branch is about one element of `changes`: a pack is routed when any of them fits.
 * Their lists of detail types are equal or have nothing in common (pattern-overlaps.ts): `before` stands in no creation.
 */
function branchesOf(entity: Entity, filter: Filter, operations: readonly Operation[], consumer: string): PatternPart[] {
  const terms = termsOf(filter);
  if (!terms)
    throw tooLong(
      consumer,
      `its filters are too long: the filter of ${entity.name} has over ${MOST_TERMS} alternatives`,
    );
  const inside = parts(terms.map((term) => rowPart('after', entity, term)));
  const was = parts(terms.map((term) => rowPart('before', entity, term)));
  const leaving = inside === 'anything' ? [] : leavingParts(entity, terms);
  const there = types(
    entity,
    operations.filter((operation) => operation !== 'deleted'),
  );
  const gone = types(entity, ['deleted']);
  return [
    ...changesBranches(there, inside),
    ...changesBranches(there, leaving),
    ...changesBranches(gone, was),
    ...[there, gone].flatMap((either) => [
      // What the stores hold of such a key is not what the change says of the row before.
      ...changesBranches(either, [{ beforeRejected: [true] }]),
      // A row that travels by reference cannot be seen from here.
      ...changesBranches(either, [{ claim: { key: [{ exists: true }] } }]),
      ...olderSchemas(entity, either),
    ]),
  ];
}

/**
 * A row leaves by an update when it met a term before and no longer does. Either a clause that the pattern can say holds no
 * more: its field has changed, so `before`, which carries only what differed, holds it; the other clauses' fields it may
 * lack. Or all clauses that the pattern can say still hold, and the part about `after` routes the change.
 */
function leavingParts(entity: Entity, terms: readonly Term[]): PatternPart[] {
  const said = terms.flat().map((clause) => rowPart('before', entity, [clause]));
  return distinct(said.flatMap((part) => (part ? [part] : [])));
}

/** Events that were made with an older schema hold older rows: they are lifted, and only then filtered. */
function olderSchemas({ name, version }: Entity, detailTypes: readonly DetailType[]): PatternPart[] {
  if (version === 1) return [];
  const detail = { schema: [{ 'anything-but': [`${name}@${version}`] }] };
  return [{ 'detail-type': detailTypes, detail }];
}

/** @returns undefined when the pattern can say nothing of the term: any row may match. */
function rowPart(side: 'after' | 'before', entity: Entity, term: Term): PatternPart | undefined {
  const row: Draft = new Map();
  for (const { field, condition } of term) {
    const facts = fieldAt(entity, field);
    const matchers = facts && matchersOf(condition, facts);
    if (matchers) put(row, field, matchers);
  }
  return row.size > 0 ? { [side]: patternOf(row) } : undefined;
}

type Draft = Map<string, Draft | readonly Matcher[]>;

/** A pattern names a field once: of two conditions on it, the consumer tries the second. */
function put(draft: Draft, [name = '', ...rest]: readonly string[], matchers: readonly Matcher[]): void {
  const inner: Draft | readonly Matcher[] = draft.get(name) ?? (rest.length === 0 ? matchers : new Map());
  draft.set(name, inner);
  if (isDraft(inner) && rest.length > 0) put(inner, rest, matchers);
}

function isDraft(part: Draft | readonly Matcher[]): part is Draft {
  return part instanceof Map;
}

function patternOf(draft: Draft): PatternPart {
  const inside = [...draft].map(([name, part]) => [name, isDraft(part) ? patternOf(part) : part] as const);
  return Object.fromEntries(inside);
}

function parts(some: readonly (PatternPart | undefined)[]): PatternPart[] | 'anything' {
  const sayable = some.filter((part) => part !== undefined);
  return sayable.length < some.length ? 'anything' : distinct(sayable);
}

function changesBranches(detailTypes: readonly DetailType[], changes: PatternPart[] | 'anything'): PatternPart[] {
  if (changes === 'anything') return [{ 'detail-type': detailTypes }];
  return changes.map((part) => ({ 'detail-type': detailTypes, detail: { changes: part } }));
}

function types({ name }: Pick<Entity, 'name'>, operations: readonly Operation[]): DetailType[] {
  return operations.map((operation) => `${name}.${operation}` as const);
}

function distinct(values: readonly PatternPart[]): PatternPart[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function tooLong(consumer: string, why: string): HeadwaterError {
  const fix = 'say it with fewer alternatives, or leave a part to a consumer of its own';
  return new HeadwaterError('HW_CONFIG', `consumer ${consumer}: ${why}: ${fix}`);
}
