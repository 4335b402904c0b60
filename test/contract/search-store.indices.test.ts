/** The indices and aliases behind the OpenSearch store: made, changed, replaced, written to. */
import { describe, expect, test } from 'vitest';
import { APPLY_SCRIPT_ID } from '../../shared/adapters/opensearch/apply-script.ts';
import { outcomeOf, type BulkItem } from '../../shared/adapters/opensearch/bulk-outcomes.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { integer, keyword, optional, text } from '../../shared/domain/definition/fields.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
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

  test('a field that changes its type says that a reindex is due, for which entity, index and field', async () => {
    const entity = newEntity();
    await otherProcess().prepare([entity]);
    const changed: Entity = { ...entity, fields: { title: integer() } };

    await expect(otherProcess().prepare([changed])).rejects.toMatchObject({
      code: 'HW_SEARCH_REINDEX_DUE',
      message: expect.stringMatching(
        new RegExp(`entity ${entity.name}: .*${entity.name}-000001.*\\[title\\]`),
      ) as string,
    });
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
