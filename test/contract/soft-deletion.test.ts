/** docs/soft-deletion.md against the real OpenSearch. */
import { expect, test } from 'vitest';
import { post } from '../../examples/soft-deletion/posts.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { softDeletionStory } from '../support/soft-deletion.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client } = await openSearchForTests();

test('a post that is marked as deleted leaves the index, and comes back when it is restored', async () => {
  const entity: Entity = { ...post, name: newEntityName() };
  const store = createOpenSearchStore({ client });
  await store.prepare([entity]);

  const story = await softDeletionStory(store, entity);
  const found = story.map((chapter) => chapter.found);
  expect(found).toEqual([['Hello'], ['Hello again'], [], [], ['Once more'], [], [], ['Fresh']]);
  expect(await store.count(entity.name)).toBe(1);
});
