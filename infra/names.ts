/** How resources are named. A deployment is known by `<definition's name>-<stage>`, once per account and region. */
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../shared/domain/errors.ts';
import type { StageSettings } from './stages.ts';

/** OpenSearch domains have the shortest names: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html */
const LONGEST_NAME = 28;

/** @throws HeadwaterError HW_CONFIG when resources could not be named after it. */
export function deploymentName(definition: HeadwaterDefinition, stage: StageSettings): string {
  const name = `${definition.name}-${stage.name}`;
  if (name.length <= LONGEST_NAME) return name;
  const most = LONGEST_NAME - stage.name.length - 1;
  throw new HeadwaterError(
    'HW_CONFIG',
    `the definition's name "${definition.name}" is too long: at most ${most} characters`,
  );
}

/** `film-shop` -> `FilmShop`: part of construct ids and of the outputs' names. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
