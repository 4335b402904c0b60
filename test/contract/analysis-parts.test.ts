/** The tokenizers and filters that synth takes are those of OpenSearch, and none of them makes an index refuse a text. */
import { expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import {
  FILTERS,
  LONG_TERMS,
  NEED_SETTINGS,
  NO_SYNONYMS_BEHIND,
  TOKENIZERS,
} from '../../shared/domain/definition/analysis-parts.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { text } from '../../shared/domain/definition/fields.ts';
import type { SearchSettings } from '../../shared/domain/definition/search-settings.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

/** Those of the names that OpenSearch does not take as they are. */
async function refused(kind: 'tokenizer' | 'filter', names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const analysis = kind === 'tokenizer' ? { tokenizer: name } : { tokenizer: 'standard', filter: [name] };
    const body = { ...analysis, text: 'some words' };
    await server.indices.analyze({ body }).catch(() => found.push(name));
  }
  return found;
}

function entityOf(search: SearchSettings): Entity {
  return defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { title: text() }, search });
}

test('every tokenizer and filter of the list is one of OpenSearch, and needs no settings', async () => {
  expect(await refused('tokenizer', TOKENIZERS)).toEqual([]);
  expect(await refused('filter', FILTERS)).toEqual([]);
  const withSettings = NEED_SETTINGS.filter((name) => name !== 'simple_pattern');
  expect(await refused('filter', withSettings)).toEqual(withSettings);
});

test.each(NO_SYNONYMS_BEHIND)('no synonyms behind %s', async (filter) => {
  const entity = entityOf({ analyzer: { filter: [filter] }, synonyms: ['one thing, another thing'] });

  await expect(store.prepare([entity])).rejects.toThrow(/synonyms/);
});

test.each([...LONG_TERMS])('a text of 400 KB is taken behind %s', async (part) => {
  const analyzer = TOKENIZERS.includes(part) ? { tokenizer: part } : { filter: [part] };
  const entity = entityOf({ analyzer });
  const { created } = changesOf(entity.name);
  await store.prepare([entity]);

  const outcomes = await store.apply(
    ['x'.repeat(400_000), '😀'.repeat(20_000), 'some words '.repeat(30_000), 'short'].map((title, n) =>
      created(`k${n}`, 1, { title }),
    ),
  );

  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied']);
  await store.refresh(entity.name);
  expect((await store.search(entity.name, 'short', 10)).total).toBe(1);
});
