import { keepersOf } from '../consumers/keepers.ts';
import { HeadwaterError } from '../errors.ts';
import type { Entity } from './entity.ts';
import { publishedEntity } from './published-entity.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from './headwater.ts';

/** @throws HeadwaterError HW_CONFIG when there is no such table. */
export function tableOf(definition: HeadwaterDefinition, name: string): TableDefinition {
  return found('table', name, definition.tables);
}

/** @throws HeadwaterError HW_CONFIG when there is no such consumer. */
export function consumerOf(definition: HeadwaterDefinition, name: string): Consumer {
  return found('consumer', name, definition.consumers);
}

/** What the analytics copy holds: the entities of all analytics consumers, each once. */
export function analyticsEntities({ consumers }: HeadwaterDefinition): readonly Entity[] {
  return distinctEntities(keepersOf(consumers, 'analytics'));
}

/** What the search indices hold: the entities of all search consumers, each once. */
export function searchedEntities({ consumers }: Pick<HeadwaterDefinition, 'consumers'>): readonly Entity[] {
  return distinctEntities(keepersOf(consumers, 'search'));
}

/** The entities of several consumers or tables, each once, in the order declared. */
export function distinctEntities(owners: readonly { readonly entities: readonly Entity[] }[]): readonly Entity[] {
  return [...new Map(owners.flatMap(({ entities }) => entities).map((entity) => [entity.name, entity])).values()];
}

/** @throws HeadwaterError HW_CONFIG when there is no such entity among these. */
export function entityNamed(entities: readonly Entity[], name: string): Entity {
  return found('entity', name, entities);
}

function found<T extends { readonly name: string }>(kind: string, name: string, among: readonly T[]): T {
  const one = among.find((candidate) => candidate.name === name);
  if (one) return one;
  const names = among.map((candidate) => candidate.name).join(', ');
  throw new HeadwaterError('HW_CONFIG', `there is no ${kind} "${name}" in headwater.config.ts (there is: ${names})`);
}

/** A consumer's entities as their rows travel: after the entity's own field policy, before the consumer's. */
export function travellingEntities({ tables }: HeadwaterDefinition, { entities }: Consumer): readonly Entity[] {
  const declared = tables.flatMap((table) => table.entities);
  return entities.map(({ name }) => publishedEntity(entityNamed(declared, name)));
}
