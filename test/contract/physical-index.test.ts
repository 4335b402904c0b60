/** Physical indices as an erasure sees them: each, with what is in it. */
import { expect, test } from 'vitest';
import { physicalIndicesOf, readDocumentIn, scanIndex } from '../../shared/adapters/opensearch/physical-index.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { newEntityName, filmEntity } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

test('all indices of an entity are found, the one that no alias names too, and no other entity has a part in it', async () => {
  const name = newEntityName();
  await store.prepare([filmEntity(name)]);
  await server.indices.create({ index: `${name}-000007` });
  await server.indices.create({ index: `${name}-copy-000001` });

  expect(await physicalIndicesOf(client, name)).toEqual([`${name}-000001`, `${name}-000007`]);
  expect(await physicalIndicesOf(client, `${name}-none`)).toEqual([]);
});

test('a document is read from the index itself, and a scan has all of them', async () => {
  const name = newEntityName();
  await store.prepare([filmEntity(name)]);
  const index = `${name}-000001`;
  const body = { title: 'gone', _sync: { key: 'a', del: true } };
  await server.index({ index, id: 'a', body, refresh: true });
  const scanned: string[] = [];

  for await (const { key } of scanIndex(client, index)) scanned.push(key);

  expect(scanned).toEqual(['a']);
  expect(await readDocumentIn(client, index, 'a')).toMatchObject({ row: { title: 'gone' }, marks: { deleted: true } });
  expect(await readDocumentIn(client, index, 'b')).toBeUndefined();
  await expect(readDocumentIn(client, `${name}-000009`, 'a')).rejects.toMatchObject({ code: 'HW_SEARCH_NOT_READY' });
});
