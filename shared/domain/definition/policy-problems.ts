import { keepersOf } from '../consumers/keepers.ts';
import { fieldReading } from './attributes.ts';
import type { Entity } from './entity.ts';
import type { FieldKind, FieldTraits } from './field.ts';
import type { Consumer, TableDefinition } from './headwater.ts';
import { hashedKeyParts, keyParts, protectedName, protects, type EntityPolicy, type FieldPolicy } from './policy.ts';
import { publishedEntity } from './published-entity.ts';
import { own } from '../own.ts';

/** What is wrong with an entity's field policy, a line each, naming entity, field and fix. */
export function entityPolicyProblems(entity: Entity, table: TableDefinition): string[] {
  const { policy = {}, name } = entity;
  const parts = keyParts(table, entity).map((part) => protectedName(entity, part));
  const problems = pathProblems(`entity ${name}`, entity, policy, new Set(parts));
  for (const part of parts) {
    const ofPart = own(policy, part);
    if (ofPart === undefined || ofPart === 'hash') continue;
    problems.push(
      `entity ${name}, policy of ${part}: it is part of the key, and every row needs a key of its own: use 'hash', which hashes it in the key, too`,
    );
  }
  problems.push(...spelledOut(entity, table, policy));
  if (Object.keys(publishedEntity(entity).fields).length === 0 && Object.keys(entity.fields).length > 0) {
    problems.push(`entity ${name}: its policy drops every field: leave one`);
  }
  return problems;
}

/** What is wrong with a table's rejected items, where an entity of it protects fields. */
export function tablePolicyProblems(table: TableDefinition): string[] {
  return table.unknownItems === 'reject-whole' && protects(table.entities)
    ? [
        `table ${table.name}: unknownItems 'reject-whole' would put whole items into the rejected queue, but entities of it have field policies: use 'reject'`,
      ]
    : [];
}

/** What is wrong with a consumer's own policy. */
export function consumerPolicyProblems({ name, entities, policy = {} }: Consumer, tables: readonly TableDefinition[]) {
  const problems: string[] = [];
  for (const [entityName, stricter] of Object.entries(policy)) {
    const entity = entities.find((candidate) => candidate.name === entityName);
    const where = `consumer ${name}, policy of ${entityName}`;
    if (!entity) {
      problems.push(`${where}: it does not subscribe to that entity`);
      continue;
    }
    problems.push(...pathProblems(where, publishedEntity(entity), stricter, new Set()));
    for (const path of Object.entries(stricter).flatMap(([one, policy]) => (policy === 'keep' ? [one] : []))) {
      problems.push(`${where}, policy of ${path}: 'keep' is for the entity's own policy: leave it out`);
    }
    const table = tables.find((candidate) => candidate.entities.includes(entity));
    for (const part of table ? keyParts(table, entity) : []) {
      if (
        own(stricter, protectedName(entity, part)) === undefined ||
        (table && hashedKeyParts(table, entity).has(part))
      )
        continue;
      problems.push(`${where}: ${part} stands in the key of each change: hash it in the entity's policy`);
    }
  }
  return problems;
}

/** Two analytics consumers share one history: a policy of one would not hold in the other's objects. */
export function sharedHistoryProblems(consumers: readonly Consumer[]): string[] {
  const analytics = keepersOf(consumers, 'analytics');
  const names = new Set(analytics.flatMap(({ policy = {} }) => Object.keys(policy)));
  return [...names]
    .filter((name) => analytics.filter(({ entities }) => entities.some((entity) => entity.name === name)).length > 1)
    .map((name) => `entity ${name}: an analytics consumer protects it, another writes it too: leave it to one of them`);
}

function pathProblems(where: string, entity: Entity, policy: EntityPolicy, keys: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const [path, field] of Object.entries(policy)) {
    const at = `${where}, policy of ${path}`;
    const traits = traitsAt(entity, path);
    if (!traits && !keys.has(path))
      problems.push(`${at}: there is no such field: name a declared one, or 'object.field'`);
    const outer = Object.keys(policy).find((other) => path.startsWith(`${other}.`));
    if (outer !== undefined) problems.push(`${at}: ${outer} has a policy already, for all that is in it`);
    if (traits) problems.push(...formProblems(at, field, traits));
  }
  return problems;
}

const ONLY_DROPPED: Partial<Record<FieldKind, string>> = {
  json: 'it has no one text',
  boolean: 'it has two values, and both are guessed',
  'geo-point': 'a part of it is no place',
};

function formProblems(at: string, field: FieldPolicy, traits: FieldTraits): string[] {
  if (field === 'drop') return [];
  const { kind } = innermost(traits);
  if (field === 'keep') {
    return kind === 'rest'
      ? []
      : [`${at}: 'keep' is for rest(): a declared field is kept without a policy: leave it out`];
  }
  if (kind === 'map' || kind === 'rest') {
    const fix = kind === 'map' ? 'drop it' : 'keep or drop it';
    return [
      `${at}: a ${kind} has no one text: ${fix}, and declare as fields what is to be ${field === 'hash' ? 'hashed' : 'masked'}`,
    ];
  }
  if (kind === 'object') return [`${at}: drop it, or name the fields inside it, such as 'object.field'`];
  const why = ONLY_DROPPED[kind];
  return why === undefined ? [] : [`${at}: a ${kind} can only be dropped: ${why}`];
}

/** A field that holds a whole key attribute would show the part of it that the policy hashes. */
function spelledOut(entity: Entity, table: TableDefinition, policy: EntityPolicy): string[] {
  const hashed = hashedKeyParts(table, entity);
  const { partitionKey, sortKey } = table;
  const { recognise } = entity;
  const templates = typeof recognise === 'object' && 'pk' in recognise ? recognise : undefined;
  const partsOf = (attribute: string | undefined, template: string | undefined): readonly string[] =>
    templates ? Array.from((template ?? '').matchAll(/\{(\w+)\}/g), ([, name = '']) => name) : [attribute ?? ''];
  return [
    { attribute: partitionKey.name, parts: partsOf(partitionKey.name, templates?.pk) },
    { attribute: sortKey?.name ?? '', parts: partsOf(sortKey?.name, templates?.sk) },
  ]
    .filter(({ parts }) => parts.some((part) => hashed.has(part)))
    .map(({ attribute }) => attribute)
    .map((attribute) => fieldReading(entity, attribute))
    .filter((field) => field !== undefined && own(policy, field) === undefined)
    .map(
      (field) =>
        `entity ${entity.name}, field ${field}: it holds a key of which a part is hashed: give it a policy, too`,
    );
}

function traitsAt(entity: Entity, path: string): FieldTraits | undefined {
  const [head = '', ...rest] = path.split('.');
  let traits: FieldTraits | undefined = own(entity.fields, head)?.headwater;
  for (const name of rest) {
    const outer: FieldTraits | undefined = traits && innermost(traits);
    traits = outer?.kind === 'object' ? own(outer.fields, name) : undefined;
  }
  return traits;
}

/** Of a list, and of lists in lists, the element. */
function innermost(traits: FieldTraits): FieldTraits {
  return traits.element ? innermost(traits.element) : traits;
}
