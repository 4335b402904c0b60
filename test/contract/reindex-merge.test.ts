import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyDocuments } from '../../shared/adapters/opensearch/reindex/copy-documents.ts';
import { putMergeScript } from '../../shared/adapters/opensearch/reindex/merge-script.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { merge } from '../../shared/domain/change/merge.ts';
import type { Marks } from '../../shared/domain/change/precedence.ts';
import { anyMarks, MARGIN_MS } from '../property/precedence.changes.ts';
import { filmEntity } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const PAIRS = 3_000;
const { client, server } = await openSearchForTests();

test('the merge script in OpenSearch and the merge of the domain agree on random pairs of marks', async () => {
  const entity = filmEntity();
  const store = createOpenSearchStore({ client });
  await store.prepare([entity]);
  await putMergeScript(client);
  const seed = Date.now();
  const pairs = fc.sample(fc.tuple(anyMarks, anyMarks), { numRuns: PAIRS, seed });
  const keyOf = (at: number): string => `pair-${String(at).padStart(5, '0')}`;
  const document = (at: number, marks: Marks, title: string) => ({
    _id: keyOf(at),
    _source: {
      _sync: { p: marks.position, at: marks.at, t: marks.snapshotAt, del: marks.deleted, key: keyOf(at) },
      title,
    },
  });
  const index = `${entity.name}-000001`;
  const stored = pairs.map(([marks], at) => document(at, marks, 'stored'));
  await server.bulk({ body: stored.flatMap(({ _id, _source }) => [{ index: { _index: index, _id } }, _source]) });

  const target = { client, entity: entity.name, index, marginMs: MARGIN_MS };
  const incoming = pairs.map(([, marks], at) => document(at, marks, 'incoming'));
  expect(await copyDocuments(target, incoming as never)).toEqual([]);

  await store.refresh(entity.name);
  const held = new Map<string, object>();
  for await (const { key, row, marks } of store.scan(entity.name)) held.set(key, { content: row['title'], marks });
  const actual = pairs.map((_, at) => held.get(keyOf(at)));
  expect(actual, `seed ${seed}`).toEqual(pairs.map(([one, other]) => merge(one, other, MARGIN_MS)));
});
