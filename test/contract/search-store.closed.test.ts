/** An index that somebody has closed: nothing is lost or rejected, and it is told as what it is. */
import { beforeAll, expect, test } from 'vitest';
import { knownFailure } from '../../cli/errors.ts';
import { physicalIndex } from '../../shared/dialects/opensearch/names.ts';
import { readDocumentIn } from '../../shared/adapters/opensearch/physical-index.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { text } from '../../shared/domain/definition/fields.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client } = await openSearchForTests();
const store = createOpenSearchStore({ client });
const host = defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { name: text() } });
const index = physicalIndex(host.name, 1);

async function turn(how: '_open' | '_close'): Promise<void> {
  await client.transport.request({ method: 'POST', path: `/${index}/${how}` });
}

beforeAll(async () => {
  await store.prepare([host]);
  await turn('_close');
});

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a change is tried again, alone or among others, and stored once it is open', async () => {
  const changes = ['a', 'b'].map((key) => changesOf(host.name).created(key, 1, { name: key }));

  const [alone, both] = [await store.apply(changes.slice(0, 1)), await store.apply(changes)];
  await turn('_open');
  const open = await store.apply(changes);
  await turn('_close');

  const again = { status: 'retry', reason: expect.objectContaining({ code: 'HW_SEARCH_UNAVAILABLE' }) as object };
  expect([...alone, ...both]).toEqual([again, again, again]);
  expect(open.map(({ status }) => status)).toEqual(['applied', 'applied']);
});

test.each<[string, () => Promise<unknown>]>([
  ['a search', () => store.search(host.name, 'x', 10)],
  ['a document by its key', () => store.get(host.name, 'a')],
  ['the same of one index', () => readDocumentIn(client, index, 'a')],
  ['a scan', () => store.scan(host.name)[Symbol.asyncIterator]().next()],
])('%s says that the index is closed, and how it is opened', async (_, work) => {
  const known = knownFailure(await thrownBy(work()));

  expect(known?.message).toContain('index_closed_exception');
  expect(known?.next).toContain('_open');
});
