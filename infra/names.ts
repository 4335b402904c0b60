/** How resources are named. A deployment is known by `<definition's name>-<stage>`, once per account and region. */
import type { Entity } from '../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import type { StageSettings } from './stages.ts';

export function deploymentName(definition: HeadwaterDefinition, stage: StageSettings): string {
  return `${definition.name}-${stage.name}`;
}

/** `film-shop` -> `FilmShop`: part of construct ids and of the outputs' names. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Athena wants letters, digits and underscores. */
export function sqlName(name: string): string {
  return name.replaceAll('-', '_').toLowerCase();
}

/** The entities of several consumers or tables, each once, in the order declared. */
export function distinctEntities(owners: readonly { readonly entities: readonly Entity[] }[]): readonly Entity[] {
  return [...new Map(owners.flatMap(({ entities }) => entities).map((entity) => [entity.name, entity])).values()];
}
