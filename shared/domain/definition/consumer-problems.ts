import type { Entity } from './entity.ts';
import { filterProblems } from './filter-problems.ts';
import type { Consumer, TableDefinition } from './headwater.ts';
import { nameProblems } from './names.ts';

/** What Lambda and SQS take (developer guides: event source mapping, queue quotas), in words for the message. */
const RANGES = [
  { setting: 'batchSize', least: 1, most: 10_000 },
  { setting: 'batchWindowSeconds', least: 0, most: 300 },
  { setting: 'maximumConcurrency', least: 2, most: 1_000 },
  { setting: 'maximumReceives', least: 1, most: 1_000 },
] as const;

const FUNCTION_SETTINGS = ['handler', 'sideEffects', 'writesTo', 'sendsTo'] as const;

/** What is wrong with a consumer, a line each, naming consumer, setting and fix. */
export function consumerProblems(
  consumer: Consumer,
  known: ReadonlySet<Entity>,
  tables: readonly TableDefinition[],
): string[] {
  const where = `consumer ${consumer.name}`;
  const problems = nameProblems('consumer', consumer.name);
  if (consumer.entities.length === 0) problems.push(`${where}: no entities: name those it subscribes to`);
  for (const entity of consumer.entities) {
    if (!known.has(entity))
      problems.push(`${where}: entity ${entity.name} belongs to no table: add it to a table's entities`);
  }
  for (const { setting, least, most } of RANGES) {
    const value = consumer[setting];
    if (value !== undefined && (!Number.isInteger(value) || value < least || value > most)) {
      problems.push(`${where}: ${setting} is ${value}: give a whole number from ${least} to ${most}`);
    }
  }
  if ((consumer.batchSize ?? 100) > 10 && consumer.batchWindowSeconds === 0) {
    problems.push(`${where}: a batchSize over 10 needs a batchWindowSeconds of at least 1`);
  }
  problems.push(...functionProblems(where, consumer, tables));
  if (consumer.type === 'function' && !/^(?!\/|.*\.\.).*\.ts$/.test(consumer.handler)) {
    problems.push(`${where}: handler "${consumer.handler}": give the path of a .ts file, from the repository's root`);
  }
  return [...problems, ...filterProblems(consumer)];
}

/** What only functions of one's own can have: the types say it too, but a configuration may come from JavaScript. */
function functionProblems(where: string, consumer: Consumer, tables: readonly TableDefinition[]): string[] {
  if (consumer.type !== 'function') {
    return FUNCTION_SETTINGS.filter((setting) => setting in consumer).map(
      (setting) => `${where}: ${setting} is for consumers of type function: take it away, or change the type`,
    );
  }
  const { writesTo = [], sendsTo = [] } = consumer;
  const unknown = writesTo.filter((name) => !tables.some((table) => table.name === name));
  return [
    ...unknown.map(
      (name) => `${where}: writesTo names "${name}", and there is no such table: name one of the definition's`,
    ),
    ...sendsTo.flatMap((queue) => nameProblems(`${where}: queue`, queue)),
  ];
}
