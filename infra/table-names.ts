import { didYouMeanOf } from '../shared/domain/definition/did-you-mean.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { PropsError } from './props-error.ts';

/** @throws PropsError for the name of a given table that the definition does not have */
export function checkTableNames(definition: HeadwaterDefinition, given: Readonly<Record<string, unknown>> = {}): void {
  const known = definition.tables.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new PropsError(`tables: the definition has no table ${name}: ${didYouMeanOf(name, known)}`);
  }
}
