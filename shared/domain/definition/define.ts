import { factsOf } from '../consumers/facts.ts';
import { keepersOf } from '../consumers/keepers.ts';
import { HeadwaterError } from '../errors.ts';
import { consumerProblems } from './consumer-problems.ts';
import { shapeOf, type Declared } from './definition-shape.ts';
import { entityProblems } from './entity-problems.ts';
import type { Entity } from './entity.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from './headwater.ts';
import { duplicatesOf, nameProblems } from './names.ts';
import { consumerPolicyProblems, sharedHistoryProblems, tablePolicyProblems } from './policy-problems.ts';
import { protects } from './policy.ts';
import { queryProblems } from './query-problems.ts';
import { overlapProblems } from './recognition-problems.ts';
import { partProblems } from './part-problems.ts';
import { publishedEntity } from './published-entity.ts';
import { twinNameProblems } from './twin-names.ts';
import { own } from '../own.ts';
import { timeToLiveProblems } from './time-to-live.ts';

/**
 * Checks a definition and gives it back. The entities of its consumers are then those that each of them sees, after
 * field policies: mappings, columns and queries come from them. A table's entities are what lies in the table.
 *
 * @throws HeadwaterError HW_CONFIG with a line per problem: which table, entity, field or consumer, and the fix
 * @example
 * export default defineHeadwater({
 *   name: 'shop',
 *   tables: [defineTable({ name: 'films', partitionKey: { name: 'pk', type: 'string' }, entities: [film] })],
 *   consumers: [defineConsumer({ type: 'search', name: 'search', entities: [film] })],
 * });
 */
export function defineHeadwater(definition: HeadwaterDefinition): HeadwaterDefinition {
  const problems = problemsOf(definition);
  if (problems.length === 0) {
    const made = withPublishedEntities(definition);
    MADE.add(made);
    return made;
  }
  throw new HeadwaterError(
    'HW_CONFIG',
    `headwater.config.ts is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

/** What was checked: whoever loads headwater.config.ts can tell whether its export was. */
const MADE = new WeakSet<object>();

/** @returns undefined when `defineHeadwater` did not make it */
export function madeDefinition(value: unknown): HeadwaterDefinition | undefined {
  return typeof value === 'object' && value !== null && MADE.has(value) ? (value as HeadwaterDefinition) : undefined;
}

function withPublishedEntities(definition: HeadwaterDefinition): HeadwaterDefinition {
  const protecting = protects(definition.tables.flatMap(({ entities }) => entities));
  if (!protecting && definition.consumers.every(({ policy }) => policy === undefined)) return definition;
  const consumers = definition.consumers.map((consumer) => ({ ...consumer, entities: entitiesSeenBy(consumer) }));
  return { ...definition, consumers };
}

/** As field policies leave them: the entity's own, then the consumer's. */
function entitiesSeenBy({ entities, policy }: Consumer): Entity[] {
  return entities.map((entity) => publishedEntity(publishedEntity(entity), own(policy, entity.name) ?? {}));
}

/** First its shape, by the schema of all settings; then what the well-formed parts of it mean together. */
export function problemsOf(definition: HeadwaterDefinition): readonly string[] {
  const { problems, sound, declared } = shapeOf(definition);
  return sound ? [...problems, ...soundProblems(sound, declared)] : problems;
}

function soundProblems(sound: HeadwaterDefinition, declared: Declared): string[] {
  const { tables, consumers, searchEndpoint } = sound;
  const problems = 'name' in sound ? nameProblems('the definition', sound.name) : [];
  if (declared.tableNames.length === 0) problems.push('no tables: give at least one defineTable({ ... })');
  const entities = tables.flatMap((table) => table.entities);
  for (const kind of [tables, consumers, entities]) {
    for (const twice of duplicatesOf(kind.map((one) => one.name))) {
      problems.push(`the name "${twice}" is used twice: give each table, consumer and entity a name of its own`);
    }
  }
  for (const table of tables) problems.push(...tableProblems(table));
  for (const consumer of consumers) {
    problems.push(...consumerProblems(consumer, declared), ...consumerPolicyProblems(consumer, tables));
  }
  problems.push(...sharedHistoryProblems(consumers), ...queryProblems(sound, declared), ...twinNameProblems(sound));
  const indexed = keepersOf(consumers, 'search').flatMap((one) => [...new Set(one.entities)]);
  for (const twice of duplicatesOf(indexed.map((entity) => entity.name))) {
    problems.push(`entity ${twice}: two search consumers would write one index: leave it to one of them`);
  }
  problems.push(
    ...consumers.flatMap((consumer) =>
      entitiesSeenBy(consumer).flatMap((entity) => factsOf(consumer).storeLimits(entity)),
    ),
  );
  if (
    searchEndpoint !== undefined &&
    !/^https:\/\/[\w.-]+(:\d+)?\/?$|^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(searchEndpoint)
  ) {
    problems.push(`searchEndpoint "${searchEndpoint}": give https://<host>, or http:// only for this machine`);
  }
  return problems;
}

function tableProblems(table: TableDefinition): string[] {
  const problems = nameProblems('table', table.name);
  if (table.sortKey?.name === table.partitionKey.name)
    problems.push(`table ${table.name}: sortKey is the attribute of partitionKey: name another, or leave it out`);
  if (table.existing && !table.existing.streamArn.startsWith(`${table.existing.tableArn}/stream/`)) {
    problems.push(
      `table ${table.name}: existing.streamArn is no stream of existing.tableArn: copy both from the table's page`,
    );
  }
  return [
    ...problems,
    ...tablePolicyProblems(table),
    ...table.entities.flatMap((entity) => [...entityProblems(entity, table), ...partProblems(entity, table)]),
    ...overlapProblems(table),
    ...timeToLiveProblems(table),
  ];
}
