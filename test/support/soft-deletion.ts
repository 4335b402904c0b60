/** A post's life as Amplify DataStore writes it, through the normalizer and a filter into a search store. */
import { livePosts, posts } from '../../examples/soft-deletion/posts.ts';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { view } from '../../shared/domain/change/view.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { streamRecord } from './stream-records.ts';

export interface Chapter {
  readonly written: string;
  /** What the search consumer sees of it. */
  readonly operations: readonly string[];
  /** The titles that a search finds afterwards. */
  readonly found: readonly unknown[];
}

/** @param entity the post, or it under another name, prepared in the store */
export async function softDeletionStory(store: SearchStore, entity: Entity): Promise<readonly Chapter[]> {
  const reader = new StreamRecordReader({ ...posts, entities: [entity] });
  const filter = livePosts.filters.post;
  const live: Item = postItem('Hello', 1);
  const marked = postItem('Hello again', 3, { _deleted: { BOOL: true }, _ttl: { N: '1702592000' } });
  const restored = postItem('Once more', 5);
  const images: readonly [string, Item | undefined, Item | undefined][] = [
    ['the post', undefined, live],
    ['another title', live, postItem('Hello again', 2)],
    ['marked as deleted', postItem('Hello again', 2), marked],
    ['marked, and changed', marked, { ...marked, _version: { N: '4' } }],
    ['the mark taken away', { ...marked, _version: { N: '4' } }, restored],
    ['marked again', restored, { ...marked, _version: { N: '6' } }],
    ['expired', { ...marked, _version: { N: '6' } }, undefined],
    ['a new one that says false', undefined, postItem('Fresh', 1, { _deleted: { BOOL: false } })],
  ];
  const chapters: Chapter[] = [];
  for (const [index, [written, before, after]] of images.entries()) {
    const reading = reader.read(streamRecord(index + 1, { ...(before && { before }), ...(after && { after }) }));
    if (reading.status !== 'changes') throw new Error(`${written}: ${JSON.stringify(reading)}`);
    const seen = reading.changes.map((change) => view(filter, change)).filter((change) => change !== undefined);
    const outcomes = await store.apply(seen);
    if (outcomes.some(({ status }) => status !== 'applied')) throw new Error(`${written}: ${JSON.stringify(outcomes)}`);
    await store.refresh(entity.name);
    const { hits } = await store.search(entity.name, '*', 10);
    chapters.push({
      written,
      operations: seen.map(({ operation }) => operation),
      found: hits.map(({ row }) => row['title']),
    });
  }
  return chapters;
}

function postItem(title: string, version: number, more: Item = {}): Item {
  return {
    id: { S: 'p1' },
    __typename: { S: 'Post' },
    title: { S: title },
    createdAt: { S: '2026-11-30T01:02:03.000Z' },
    _version: { N: String(version) },
    _lastChangedAt: { N: String(1_700_000_000_000 + version) },
    ...more,
  };
}
