/**
 * The table of damaged indices, walked on the real OpenSearch: what the state is called, what becomes of a change meanwhile,
 * what the set-up does. After it a change arrives and readers see one live index with every row that was there.
 */
import { describe, expect, test } from 'vitest';
import { mendIndices } from '../../shared/adapters/opensearch/mend-indices.ts';
import { problemsOf, type IndexProblemKind } from '../../shared/adapters/opensearch/index-problems.ts';
import { readIndices } from '../../shared/adapters/opensearch/index-state.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { optional, text } from '../../shared/domain/definition/fields.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();

function newEntity(): Entity {
  return defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { title: optional(text()) } });
}

type Damage = (entity: string, index: string) => Promise<unknown>;
const settings = (index: string, body: object): Promise<unknown> => server.indices.putSettings({ index, body });
const dropAlias = (index: string, name: string): Promise<unknown> => server.indices.deleteAlias({ index, name });

interface State {
  readonly name: string;
  readonly damage: Damage;
  readonly kinds: readonly IndexProblemKind[];
  /** What becomes of a change before anything is mended. */
  readonly meanwhile: 'applied' | 'retry';
  /** Lifts what no set-up lifts. */
  readonly byHand?: Damage;
}

const TABLE: readonly State[] = [
  {
    name: 'the read alias',
    damage: (entity, index) => dropAlias(index, entity),
    kinds: ['no read alias'],
    meanwhile: 'applied',
  },
  {
    name: 'the write alias',
    damage: (entity, index) => dropAlias(index, `${entity}-write`),
    kinds: ['no write alias'],
    meanwhile: 'retry',
  },
  {
    name: 'both aliases',
    damage: async (entity, index) => {
      await dropAlias(index, entity);
      await dropAlias(index, `${entity}-write`);
    },
    kinds: ['no read alias', 'no write alias'],
    meanwhile: 'retry',
  },
  {
    name: "the index's own alias",
    damage: (_, index) => dropAlias(index, `${index}-write`),
    kinds: ['no own alias'],
    meanwhile: 'retry',
  },
  {
    name: 'the filter of the read alias',
    damage: (entity, index) => server.indices.putAlias({ index, name: entity, body: {} }),
    kinds: ['tombstones shown'],
    meanwhile: 'applied',
  },
  {
    name: 'an open index',
    damage: (_, index) => server.indices.close({ index }),
    kinds: ['closed'],
    meanwhile: 'retry',
  },
  {
    name: 'room on the disk',
    damage: (_, index) => settings(index, { 'index.blocks.read_only_allow_delete': true }),
    kinds: ['blocked'],
    meanwhile: 'retry',
    byHand: (_, index) => settings(index, { 'index.blocks.read_only_allow_delete': null }),
  },
  {
    name: 'leave to write',
    damage: (_, index) => settings(index, { 'index.blocks.write': true }),
    kinds: ['blocked'],
    meanwhile: 'retry',
    byHand: (_, index) => settings(index, { 'index.blocks.write': null }),
  },
  {
    name: 'its being alone',
    damage: async (entity) => {
      const index = `${entity}-000001`;
      const filter = { bool: { must_not: { term: { '_sync.del': true } } } };
      const aliases = { [entity]: { filter }, [`${entity}-write`]: {}, [`${index}-write`]: {} };
      await server.indices.create({ index, body: { aliases, mappings: { dynamic: false } } });
    },
    kinds: ['two live indices'],
    meanwhile: 'applied',
  },
];

describe.each(TABLE)('an index that lost $name', ({ damage, kinds, meanwhile, byHand }) => {
  // The number 2: what was found by names and numbers alone took a second index for the first.
  test('is named, keeps its rows, and takes changes again after the set-up', async () => {
    const entity = newEntity();
    const { created } = changesOf(entity.name);
    const store = createOpenSearchStore({ client });
    await store.prepare([entity]);
    await store.clear(entity);
    const index = `${entity.name}-000002`;
    await store.apply([created('k1', 1, { title: 'old' }), created('k2', 1, { title: 'old' })]);
    await store.refresh(entity.name);

    await damage(entity.name, index);

    const found = problemsOf(await readIndices(client, entity.name));
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    // A process that has not looked anything up yet.
    const writer = createOpenSearchStore({ client });
    expect(await writer.apply([created('k3', 1, { title: 'new' })])).toMatchObject([{ status: meanwhile }]);

    await byHand?.(entity.name, index);
    await mendIndices(client, entity, await readIndices(client, entity.name));
    expect(await store.prepare([entity])).toEqual([]);

    expect(problemsOf(await readIndices(client, entity.name))).toEqual([]);
    const again = createOpenSearchStore({ client });
    const [last] = await again.apply([created('k3', 1, { title: 'new' }), created('k4', 1, { title: 'new' })]);
    expect(['applied', 'stale']).toContain(last?.status);
    await again.refresh(entity.name);
    const { body } = await server.search({ index: entity.name, body: { query: { match_all: {} } } });
    expect([...new Set(body.hits.hits.map((hit) => hit._index))]).toEqual([index]);
    expect(body.hits.hits.map((hit) => hit._id).sort()).toEqual(expect.arrayContaining(['k1', 'k2', 'k4']));
  });
});

test('an index of somebody else behind the read alias is named, and the set-up leaves everything as it is', async () => {
  const entity = newEntity();
  const store = createOpenSearchStore({ client });
  await store.prepare([entity]);
  const foreign = `${entity.name}-of-others`;
  await server.indices.create({ index: foreign, body: { aliases: { [entity.name]: {} } } });

  expect(problemsOf(await readIndices(client, entity.name))).toMatchObject([{ kind: 'foreign index' }]);
  await mendIndices(client, entity, await readIndices(client, entity.name));
  await expect(store.prepare([entity])).rejects.toThrow(foreign);
  expect(problemsOf(await readIndices(client, entity.name))).toMatchObject([{ kind: 'foreign index' }]);
});

test('of two indices without any alias none is taken for the live one', async () => {
  const entity = newEntity();
  const store = createOpenSearchStore({ client });
  await store.prepare([entity]);
  for (const number of ['000001', '000002']) {
    const index = `${entity.name}-${number}`;
    if (number === '000002') await server.indices.create({ index });
    else await server.indices.deleteAlias({ index, name: '_all' });
  }

  expect(problemsOf(await readIndices(client, entity.name))).toMatchObject([{ kind: 'live index unknown' }]);
  await expect(store.prepare([entity])).rejects.toThrow('none of');
});

test('nothing is wrong with an index that was just made, or is being made anew by a reindex', async () => {
  const entity = newEntity();
  const store = createOpenSearchStore({ client });
  expect(problemsOf(await readIndices(client, entity.name))).toMatchObject([{ kind: 'no index' }]);
  await store.prepare([entity]);
  expect(problemsOf(await readIndices(client, entity.name))).toEqual([]);
  const [live, next] = [`${entity.name}-000001`, `${entity.name}-000002`];
  const write = `${entity.name}-write`;
  await server.indices.putAlias({ index: live, name: write, body: { is_write_index: true } });
  await server.indices.create({
    index: next,
    body: { aliases: { [write]: { is_write_index: false }, [`${next}-write`]: {} } },
  });
  expect(problemsOf(await readIndices(client, entity.name))).toEqual([]);
});

test.each([
  ['before it switches', '000001', '000002'],
  ['after it has switched, with the former index kept', '000002', '000001'],
])(
  'a read alias that is lost during a reindex, %s, comes back to the live index alone',
  async (_, liveNumber, otherNumber) => {
    const entity = newEntity();
    const store = createOpenSearchStore({ client });
    await store.prepare([entity]);
    const [live, other] = [`${entity.name}-${liveNumber}`, `${entity.name}-${otherNumber}`];
    const write = `${entity.name}-write`;
    await server.indices.create({
      index: `${entity.name}-000002`,
      body: { aliases: { [`${entity.name}-000002-write`]: {} } },
    });
    await server.indices.putAlias({ index: other, name: write, body: { is_write_index: false } });
    await server.indices.putAlias({ index: live, name: write, body: { is_write_index: true } });

    await server.indices.deleteAlias({ index: `${entity.name}-000001`, name: entity.name });

    const kinds = problemsOf(await readIndices(client, entity.name)).map(({ kind }) => kind);
    expect(kinds).toEqual(['no read alias']);
    await mendIndices(client, entity, await readIndices(client, entity.name));
    const { body } = await server.indices.getAlias({ name: entity.name });
    expect(Object.keys(body)).toEqual([live]);
    expect(problemsOf(await readIndices(client, entity.name))).toEqual([]);
  },
);
