/**
 * Names of the definition that differ, and become one elsewhere: resources are called after them without hyphens
 * (`film-2` and `film2` are both Film2), tables of the analytics copy with endings of their own.
 */
import { relationNames, tableNames } from '../../dialects/sql/analytics-sql.ts';
import { factsOf, isAudited } from '../consumers/facts.ts';
import { titleOf } from '../schema/released-schema.ts';
import type { Entity } from './entity.ts';
import type { Consumer, HeadwaterDefinition } from './headwater.ts';
import { analyticsEntities, distinctEntities } from './lookup.ts';

/** A name, and what is called after it. */
interface Named {
  readonly what: string;
  readonly makes: readonly string[];
}

/** A line for each name that makes what another one makes, naming both. */
export function twinNameProblems(definition: HeadwaterDefinition): string[] {
  const { tables, consumers, queries = [] } = definition;
  const queues = consumers.flatMap((consumer) => factsOf(consumer).ownQueues(consumer));
  return [
    ...twins(tables.map(({ name }) => titled('table', name))),
    ...twins(consumers.map(watched)),
    ...twins([...new Set(queues)].map((name) => titled('queue', name))),
    ...twins(queries.map(({ name }) => titled('query', name))),
    ...twins(distinctEntities(tables).map(({ name }) => titled('entity', name))),
    ...twins(analyticsEntities(definition).map(inTheCopy)),
    ...twins(
      consumers.filter(isAudited).flatMap(({ name, entities }) =>
        entities.map((entity) => ({
          what: `consumer "${name}" of entity "${entity.name}"`,
          makes: [`the alarm ${titleOf({ name })}${titleOf(entity)}Drifted`],
        })),
      ),
    ),
  ];
}

function titled(what: string, name: string): Named {
  return { what: `${what} "${name}"`, makes: [`the resource ${titleOf({ name })}`] };
}

/** Two alarms stand beside what carries its name (infra/constructs/observability.ts). */
function watched({ name }: Pick<Consumer, 'name'>): Named {
  const { what, makes } = titled('consumer', name);
  const alarms = ['DeadLetters', 'RuleDeadLetters'].map((ending) => `the alarm ${titleOf({ name })}${ending}`);
  return { what, makes: [...makes, ...alarms] };
}

function inTheCopy(entity: Pick<Entity, 'name'>): Named {
  const tables = Object.values(tableNames(entity)).map((name) => `the table ${name}`);
  const relations = Object.values(relationNames(entity)).map((name) => `the relation ${name}`);
  const resources = ['Snapshot', 'SnapshotReach'].map((kind) => `the resource ${kind}${titleOf(entity)}`);
  return { what: `entity "${entity.name}"`, makes: [...tables, ...relations, ...resources] };
}

function twins(all: readonly Named[]): string[] {
  const makers = new Map<string, string>();
  return all.flatMap(({ what, makes }) => {
    const taken = makes.find((made) => makers.has(made) && makers.get(made) !== what);
    for (const made of makes) if (!makers.has(made)) makers.set(made, what);
    return taken === undefined
      ? []
      : [`${what} and ${makers.get(taken) ?? ''} would both make ${taken}: rename one of them`];
  });
}
