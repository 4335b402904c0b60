import { expect, test } from 'vitest';
import { readReleases, SCHEMAS_DIRECTORY } from '../../cli/schemas/released-files.ts';
import config from '../../headwater.config.ts';
import { explainRelease, releaseState } from '../../shared/domain/schema-release.ts';

const entities = config.tables.flatMap((table) => table.entities);

test.each(entities)('schemas/ has what $name@$version is: others generate their types from it', async (entity) => {
  const state = releaseState(entity, await readReleases(SCHEMAS_DIRECTORY, entity));

  expect(state.status, explainRelease(entity, state)).toBe('released');
});
