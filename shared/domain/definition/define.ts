import { HeadwaterError } from '../errors.ts';
import { consumerProblems } from './consumer-problems.ts';
import { entityProblems } from './entity-problems.ts';
import type { HeadwaterDefinition, TableDefinition } from './headwater.ts';
import { duplicatesOf, nameProblems } from './names.ts';
import { consumerPolicyProblems, sharedHistoryProblems, tablePolicyProblems } from './policy-problems.ts';
import { protects } from './policy.ts';
import { queryProblems } from './query-problems.ts';
import { publishedEntity } from './published-entity.ts';
import { twinNameProblems } from './twin-names.ts';
import { own } from '../own.ts';

/** A pack of several changes fills one chunk of 64 KB, so that only a single change can be larger; and 1 MB is the bus's limit. */
const LEAST_CLAIM_BYTES = 65_536;
const MOST_CLAIM_BYTES = 900_000;

/**
 * Checks a definition and gives it back. The entities of its consumers are then those that each of them sees, after
 * field policies: mappings, columns and queries come from them. A table's entities are what lies in the table.
 *
 * @throws HeadwaterError HW_CONFIG with a line per problem: which table, entity, field or consumer, and the fix
 */
export function defineHeadwater(definition: HeadwaterDefinition): HeadwaterDefinition {
  const problems = problemsOf(definition);
  if (problems.length === 0) return withPublishedEntities(definition);
  throw new HeadwaterError(
    'HW_CONFIG',
    `headwater.config.ts is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

function withPublishedEntities(definition: HeadwaterDefinition): HeadwaterDefinition {
  const protecting = protects(definition.tables.flatMap(({ entities }) => entities));
  if (!protecting && definition.consumers.every(({ policy }) => policy === undefined)) return definition;
  const consumers = definition.consumers.map((consumer) => ({
    ...consumer,
    entities: consumer.entities.map((entity) =>
      publishedEntity(publishedEntity(entity), own(consumer.policy, entity.name) ?? {}),
    ),
  }));
  return { ...definition, consumers };
}

function problemsOf(definition: HeadwaterDefinition): string[] {
  const { name, tables, consumers, archiveDays = 30, searchEndpoint, claimCheck } = definition;
  const entities = tables.flatMap((table) => table.entities);
  const problems = [...nameProblems('the definition', name)];
  if (tables.length === 0) problems.push('no tables: give at least one defineTable({ ... })');
  for (const kind of [tables, consumers, entities]) {
    for (const twice of duplicatesOf(kind.map((one) => one.name))) {
      problems.push(`the name "${twice}" is used twice: give each table, consumer and entity a name of its own`);
    }
  }
  for (const table of tables) problems.push(...tableProblems(table));
  for (const consumer of consumers) {
    problems.push(
      ...consumerProblems(consumer, new Set(entities), tables),
      ...consumerPolicyProblems(consumer, tables),
    );
  }
  problems.push(...sharedHistoryProblems(consumers), ...queryProblems(definition), ...twinNameProblems(definition));
  const indexed = consumers.filter(({ type }) => type === 'search').flatMap((consumer) => consumer.entities);
  for (const twice of duplicatesOf(indexed.map((entity) => entity.name))) {
    problems.push(`entity ${twice}: two search consumers would write one index: leave it to one of them`);
  }
  if (!Number.isInteger(archiveDays) || archiveDays < 0) {
    problems.push(`archiveDays is ${archiveDays}: give whole days, or 0 to keep events for ever`);
  }
  const { bytes = LEAST_CLAIM_BYTES } = claimCheck ?? {};
  if (!Number.isInteger(bytes) || bytes < LEAST_CLAIM_BYTES || bytes > MOST_CLAIM_BYTES) {
    problems.push(`claimCheck.bytes is ${bytes}: give a whole number from ${LEAST_CLAIM_BYTES} to ${MOST_CLAIM_BYTES}`);
  }
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
  if (table.entities.length === 0)
    problems.push(`table ${table.name}: no entities: give at least one defineEntity({ ... })`);
  if (table.existing && !table.existing.streamArn.startsWith(`${table.existing.tableArn}/stream/`)) {
    problems.push(
      `table ${table.name}: existing.streamArn is no stream of existing.tableArn: copy both from the table's page`,
    );
  }
  return [
    ...problems,
    ...tablePolicyProblems(table),
    ...table.entities.flatMap((entity) => entityProblems(entity, table)),
  ];
}
