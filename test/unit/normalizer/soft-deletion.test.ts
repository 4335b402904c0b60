import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { livePosts, post, posts } from '../../../examples/soft-deletion/posts.ts';
import type { Item } from '../../../shared/adapters/dynamodb/attribute-value.ts';
import { createMemorySearchStore } from '../../../shared/adapters/memory/search-store.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { softDeletionStory } from '../../support/soft-deletion.ts';

test('a post that is marked as deleted leaves the view, and comes back when it is restored', async () => {
  const store = createMemorySearchStore();
  await store.prepare([post]);

  const story = await softDeletionStory(store, post);
  expect(story).toEqual([
    { written: 'the post', operations: ['created'], found: ['Hello'] },
    { written: 'another title', operations: ['updated'], found: ['Hello again'] },
    { written: 'marked as deleted', operations: ['deleted'], found: [] },
    { written: 'marked, and changed', operations: [], found: [] },
    { written: 'the mark taken away', operations: ['created'], found: ['Once more'] },
    { written: 'marked again', operations: ['deleted'], found: [] },
    { written: 'expired', operations: [], found: [] },
    { written: 'a new one that says false', operations: ['created'], found: ['Fresh'] },
  ]);
});

test('nothing of it is dropped', () => {
  const item: Item = {
    _deleted: { BOOL: true },
    _version: { N: '3' },
    _lastChangedAt: { N: '1700000000000' },
    _ttl: { N: '1702592000' },
  };
  const declared = new Set(Object.entries(post.fields).map(([name, { headwater }]) => headwater.attribute ?? name));
  expect(Object.keys(item).filter((name) => !declared.has(name))).toEqual([]);
});

test('the definition is right, and the docs show it', async () => {
  const definition = { name: 'blog', tables: [posts], consumers: [livePosts] };
  expect(defineHeadwater(definition)).toBe(definition);
  const [docs, source] = await Promise.all(
    ['docs/soft-deletion.md', 'examples/soft-deletion/posts.ts'].map((file) => readFile(file, 'utf8')),
  );
  expect(docs).toContain(source);
});
