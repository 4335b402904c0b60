/** The indices and aliases behind the OpenSearch store: made, changed, replaced, written to. */
import { describe, expect, test } from 'vitest';
import { APPLY_SCRIPT_ID } from '../../shared/adapters/opensearch/apply-script.ts';
import { outcomeOf, type BulkItem } from '../../shared/adapters/opensearch/bulk-outcomes.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { integer, keyword, optional, text } from '../../shared/domain/definition/fields.ts';
import { changesOf } from './search-store.changes.ts';
import { filmEntity, newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();

/** A store of its own is another process: it shares nothing with others but the server. */
const otherProcess = () => createOpenSearchStore({ client });

function newEntity(): Entity {
  return defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { title: optional(text()) } });
}

async function indicesOf(entity: Entity): Promise<string[]> {
  const { body } = await server.indices.getAlias({ name: `${entity.name}-write` });
  return Object.keys(body).sort();
}

describe('prepare', () => {
  test('eight at once make one index, each with its aliases', async () => {
    const entity = newEntity();

    await Promise.all(Array.from({ length: 8 }, () => otherProcess().prepare([entity])));
    expect(await indicesOf(entity)).toEqual([`${entity.name}-000001`]);
  });

  test('a field that is added later is mapped in place, and found', async () => {
    const entity = newEntity();
    const store = otherProcess();
    await store.prepare([entity]);
    const widened: Entity = { ...entity, fields: { ...entity.fields, genre: optional(keyword()) } };

    await store.prepare([widened]);
    await store.apply([changesOf(entity.name).created('k', 1, { title: 'x', genre: 'Horror' })]);
    await store.refresh(entity.name);
    expect((await store.search(entity.name, 'Horror', 1)).total).toBe(1);
    expect(await indicesOf(entity)).toHaveLength(1);
  });

  test('a field that changes its type says that a reindex is due; the index goes on, and takes new fields', async () => {
    const entity = newEntity();
    await otherProcess().prepare([entity]);
    const changed: Entity = { ...entity, fields: { title: integer(), genre: optional(keyword()) } };

    const index = `${entity.name}-000001`;
    const [due] = await otherProcess().prepare([changed]);
    expect(due).toMatchObject({ entity: entity.name, index });
    expect(due?.why).toEqual([expect.stringMatching(/^field title: .*type text, now long/)]);
    expect(await otherProcess().prepare([changed])).toEqual([due]);
    const store = otherProcess();
    const { created } = changesOf(entity.name);
    const written = await store.apply([created('k', 1, { title: 'still a text', genre: 'Horror' })]);
    expect(written).toEqual([{ status: 'applied' }]);
    await store.refresh(entity.name);
    expect((await store.search(entity.name, 'Horror', 1)).total).toBe(1);
    expect((await store.search(entity.name, 'still', 1)).total).toBe(1);
  });

  test.each<[string, Partial<Entity>, RegExp]>([
    ['synonyms', { search: { synonyms: ['sci-fi, science fiction'] } }, /^search settings: analyzer default_search/],
    ['analyzer', { search: { analyzer: { filter: ['lowercase'] } } }, /^search settings: .*"asciifolding".*now/],
    [
      'a subfield',
      { fields: { title: optional(text({ search: { type: 'text', fields: { exact: { type: 'keyword' } } } })) } },
      /^field title: fields .*now exact/,
    ],
  ])('what OpenSearch fixes when it makes an index is due when it changes: %s', async (_, change, why) => {
    const entity = newEntity();
    await otherProcess().prepare([entity]);

    const [due] = await otherProcess().prepare([{ ...entity, ...change }]);
    expect(due?.why).toContainEqual(expect.stringMatching(why));
    expect(await otherProcess().prepare([entity])).toEqual([]);
  });

  test('a field that was not searched until now is due: a search would not find what is stored already', async () => {
    const hidden = keyword({ search: false });
    const entity: Entity = { ...newEntity(), fields: { code: optional(hidden) } };
    await otherProcess().prepare([entity]);

    const searched: Entity = { ...entity, fields: { code: optional(keyword()) } };
    expect(await otherProcess().prepare([searched])).toMatchObject([
      { why: ['field code: not searched before, now it is'] },
    ]);
  });

  test('a limit that somebody raised by hand is taken back in place: no document is missed by it', async () => {
    const entity: Entity = { ...newEntity(), fields: { code: optional(keyword()) } };
    await otherProcess().prepare([entity]);
    const raised = { properties: { code: { type: 'keyword', ignore_above: 99_999 } } } as const;
    await server.indices.putMapping({ index: entity.name, body: raised });

    expect(await otherProcess().prepare([entity])).toEqual([]);
    const { body } = await server.indices.getMapping({ index: entity.name });
    expect(body[`${entity.name}-000001`]?.mappings.properties?.['code']).toMatchObject({ ignore_above: 8191 });
  });

  test('nothing is due for an index that was made by the same definition, whatever its fields', async () => {
    const entity: Entity = {
      ...filmEntity(),
      search: { synonyms: ['film noir => noir'], analyzer: { filter: ['lowercase', 'porter_stem'] } },
    };
    await otherProcess().prepare([entity]);

    expect(await otherProcess().prepare([entity])).toEqual([]);
  });

  test('an index of somebody else in the place of the alias is left alone, and named', async () => {
    const entity = newEntity();
    await server.indices.create({ index: entity.name });

    await expect(otherProcess().prepare([entity])).rejects.toMatchObject({
      code: 'HW_CONFIG',
      message: expect.stringContaining(entity.name) as string,
    });
  });
});

describe('clear', () => {
  test('writers that know the old index find the new one by themselves', async () => {
    const entity = newEntity();
    const { created } = changesOf(entity.name);
    const writer = otherProcess();
    await writer.prepare([entity]);
    await writer.apply([created('k1', 1, { title: 'old' })]);

    await otherProcess().clear(entity);
    expect(await writer.apply([created('k2', 1, { title: 'new' })])).toEqual([{ status: 'applied' }]);
    expect(await indicesOf(entity)).toEqual([`${entity.name}-000002`]);
    expect(await writer.get(entity.name, 'k1')).toBeUndefined();
  });

  test('several at once leave one index', async () => {
    const entity = newEntity();
    await otherProcess().prepare([entity]);

    await Promise.all(Array.from({ length: 3 }, () => otherProcess().clear(entity)));
    expect(await indicesOf(entity)).toHaveLength(1);
    const { body } = await server.indices.get({ index: `${entity.name}-0*` });
    expect(Object.keys(body)).toEqual(await indicesOf(entity));
  });
});

test('an index that is gone is not created by a write', async () => {
  const entity = newEntity();
  const { created } = changesOf(entity.name);
  const store = otherProcess();
  await store.prepare([entity]);
  await store.apply([created('k', 1, {})]);
  await server.indices.delete({ index: `${entity.name}-000001` });

  expect(await store.apply([created('k', 2, {})])).toMatchObject([
    { status: 'retry', reason: { code: 'HW_SEARCH_NOT_READY' } },
  ]);
  for (const index of [`${entity.name}-000001`, `${entity.name}-000001-write`]) {
    expect((await server.indices.exists({ index })).body).toBe(false);
  }
});

test('while two indices stand behind the write alias, both get every change', async () => {
  const entity = newEntity();
  const { created, deleted } = changesOf(entity.name);
  await otherProcess().prepare([entity]);
  const next = `${entity.name}-000002`;
  await server.indices.create({
    index: next,
    body: { aliases: { [`${entity.name}-write`]: {}, [`${next}-write`]: {} } },
  });

  const outcomes = await otherProcess().apply([created('k1', 1, { title: 'x' }), deleted('k2', 1)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
  for (const index of await indicesOf(entity)) {
    const { body } = await server.mget({ index, body: { ids: ['k1', 'k2'] } });
    expect(body.docs).toMatchObject([{ found: true }, { found: true }]);
  }
});

describe('while a reindex feeds two indices', () => {
  /** As the reindex makes it: the live index is marked, the new one has its own mapping. */
  async function beside(entity: Entity, properties: Record<string, { type: 'integer' }>): Promise<string> {
    const [write, next] = [`${entity.name}-write`, `${entity.name}-000002`];
    await otherProcess().prepare([entity]);
    const live = { index: `${entity.name}-000001`, alias: write, is_write_index: true };
    await server.indices.updateAliases({ body: { actions: [{ add: live }] } });
    const aliases = { [write]: { is_write_index: false }, [`${next}-write`]: {} };
    await server.indices.create({ index: next, body: { aliases, mappings: { dynamic: false, properties } } });
    return next;
  }

  test('what only the new index refuses is applied: readers have it', async () => {
    const entity = newEntity();
    const next = await beside(entity, { title: { type: 'integer' } });
    const store = otherProcess();

    const outcomes = await store.apply([changesOf(entity.name).created('k', 1, { title: 'no number' })]);

    expect(outcomes).toEqual([{ status: 'applied' }]);
    expect((await store.get(entity.name, 'k'))?.row).toEqual({ title: 'no number' });
    expect((await server.exists({ index: next, id: 'k' })).body).toBe(false);
  });

  test('what only the live index refuses is rejected: readers have it not', async () => {
    const entity: Entity = { ...newEntity(), fields: { votes: optional(integer()) } };
    const next = await beside(entity, {});

    const outcomes = await otherProcess().apply([changesOf(entity.name).created('k', 1, { votes: 'many' })]);

    expect(outcomes).toMatchObject([{ status: 'rejected', reason: { field: '/votes' } }]);
    expect((await server.exists({ index: next, id: 'k' })).body).toBe(true);
  });

  test('what the live index has already, and the new one not, is stale, and arrives there', async () => {
    const entity = newEntity();
    const { created } = changesOf(entity.name);
    await otherProcess().prepare([entity]);
    await otherProcess().apply([created('k', 1, { title: 'x' })]);
    const next = await beside(entity, {});

    expect(await otherProcess().apply([created('k', 1, { title: 'x' })])).toEqual([{ status: 'stale' }]);
    expect((await server.exists({ index: next, id: 'k' })).body).toBe(true);
  });

  test('the purge removes a tombstone from both', async () => {
    const entity = newEntity();
    const { deleted } = changesOf(entity.name);
    const next = await beside(entity, {});
    const fields = {
      dynamic: false,
      properties: { _sync: { properties: { del: { type: 'boolean' }, at: { type: 'date' } } } },
    };
    await server.indices.putMapping({ index: next, body: fields as never });
    const store = otherProcess();
    await store.apply([deleted('k', 1)]);
    await store.refresh(entity.name);

    await store.purge(entity.name, Date.parse('2030-01-01'));

    expect(await store.get(entity.name, 'k')).toBeUndefined();
    expect((await server.exists({ index: next, id: 'k' })).body).toBe(false);
  });

  test('a writer that knew the new index goes on when the reindex is given up', async () => {
    const entity = newEntity();
    const { created } = changesOf(entity.name);
    const next = await beside(entity, {});
    const store = otherProcess();
    await store.apply([created('k', 1, { title: 'x' })]);
    await server.indices.delete({ index: next });

    expect(await store.apply([created('other', 1, { title: 'y' })])).toMatchObject([{ status: /applied|stale/ }]);
    expect((await store.get(entity.name, 'other'))?.row).toEqual({ title: 'y' });
    expect((await server.indices.exists({ index: next })).body).toBe(false);
  });

  test('it cannot be cleared: the reindex would be torn off', async () => {
    const entity = newEntity();
    await beside(entity, {});

    await expect(otherProcess().clear(entity)).rejects.toMatchObject({ code: 'HW_REINDEX_UNDERWAY' });
    expect(await indicesOf(entity)).toHaveLength(2);
  });
});

test('a writer of a version whose script is not deployed is told to wait', async () => {
  const entity = newEntity();
  const store = otherProcess();
  await store.prepare([entity]);
  const unknown = `${APPLY_SCRIPT_ID}-unknown`;

  const { body } = await server.bulk({
    body: [
      { update: { _index: `${entity.name}-000001-write`, _id: 'k' } },
      { scripted_upsert: true, upsert: {}, script: { id: unknown } },
    ],
  });
  const item = body.items[0]?.update as BulkItem;
  expect(outcomeOf(item, changesOf(entity.name).created('k', 1, {}))).toMatchObject({
    status: 'retry',
    reason: { code: 'HW_SEARCH_NOT_READY' },
  });
});
