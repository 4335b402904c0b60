import { expect, test } from 'vitest';
import { readReleases, schemasDirectory } from '../../cli/schemas/released-files.ts';
import config from '../../examples/film-shop/headwater.config.ts';
import { explainRelease, releaseState } from '../../shared/domain/schema/schema-release.ts';

const entities = config.tables.flatMap((table) => table.entities);

test.each(entities)('schemas/ has what $name@$version is: others generate their types from it', async (entity) => {
  const state = releaseState(entity, await readReleases(schemasDirectory(), entity));

  expect(state.status, explainRelease(entity, state)).toBe('released');
});
