/** A reindex against a real OpenSearch; test/integration/reindex.test.ts runs it while writers and readers go on. */
import { describe, expect, test } from 'vitest';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import { liveIndex } from '../../shared/adapters/opensearch/reindex/reindex-indices.ts';
import { readState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import { rollBack, runReindex, type Progress } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { integer, optional, text } from '../../shared/domain/definition/fields.ts';
import { changedEntity, plainEntity } from '../support/reindex-entity.ts';
import { reindexing } from '../support/reindexing.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests, searchEndpoint } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const { run, end, contextOf, indicesOf } = reindexing({ client, server });

describe('what the new mapping refuses', () => {
  async function textsAndNumbers() {
    const name = newEntityName();
    const before: Entity = { ...plainEntity(name), fields: { title: optional(text()) } };
    const after: Entity = { ...before, fields: { title: optional(integer()) } };
    const store = createOpenSearchStore({ client });
    await store.prepare([before]);
    const { created } = changesOf(name);
    await store.apply([created('number', 1, { title: '12' }), created('words', 1, { title: 'SECRET words' })]);
    return { name, after, store, created };
  }

  test('is listed by key, field and reason, without its value, and keeps the alias where it is', async () => {
    const { name, after } = await textsAndNumbers();

    const ended = await run(after, { settleMs: 1, graceMs: 1 });

    const refused = [{ key: 'words', reason: { code: 'HW_SEARCH_REJECTED', field: '/title' } }];
    expect(ended).toMatchObject({ stopped: 'not-equal', verification: { refused, different: [] } });
    expect(JSON.stringify(ended)).not.toContain('SECRET');
    expect(await liveIndex(client, name)).toBe(`${name}-000001`);
  });

  test('goes on when the row is corrected', async () => {
    const { name, after, store, created } = await textsAndNumbers();
    await run(after, { settleMs: 1, graceMs: 1 });
    await createOpenSearchStore({ client }).apply([created('words', 2, { title: '13' })]);

    expect(await run(after, { settleMs: 1, graceMs: 1 })).toMatchObject({ stopped: 'kept' });
    expect((await store.get(name, 'words'))?.row).toEqual({ title: '13' });
  });

  test('goes on without them when that is accepted; the way back has them still', async () => {
    const { name, after, store } = await textsAndNumbers();

    expect(await run(after, { settleMs: 1, graceMs: 1, acceptRejected: true })).toMatchObject({ stopped: 'kept' });
    expect(await store.get(name, 'words')).toBeUndefined();

    const lease = await openReindex(client, name, 'rollback');
    await rollBack(contextOf(after, lease, { settleMs: 1, graceMs: 1 }));
    await lease.release();
    expect((await store.get(name, 'words'))?.row).toEqual({ title: 'SECRET words' });
  });

  test('a row that the old index refused is in the new one, and the way back says that it is not there', async () => {
    const { name, after } = await textsAndNumbers();
    const widened: Entity = { ...after, fields: { title: optional(text()) } };
    await run(after, { settleMs: 1, graceMs: 1, acceptRejected: true });
    await end(name, 'finish');
    await run(widened, { settleMs: 1, graceMs: 1 });
    const written = await createOpenSearchStore({ client }).apply([
      changesOf(name).created('new', 1, { title: 'words' }),
    ]);
    expect(written).toEqual([{ status: 'applied' }]);

    const lease = await openReindex(client, name, 'rollback');
    const ended = await rollBack(contextOf(widened, lease, { settleMs: 1, graceMs: 1 }));
    await lease.release();
    expect(ended).toMatchObject({ stopped: 'not-equal', verification: { refused: [{ key: 'new' }] } });
    expect(await liveIndex(client, name)).toBe(`${name}-000003`);
  });
});

describe('two at once', () => {
  test('are refused, at the beginning and while one is at it', async () => {
    const name = newEntityName();
    await createOpenSearchStore({ client }).prepare([plainEntity(name)]);
    const other = createSearchClient(searchEndpoint);

    const begun = await Promise.allSettled([openReindex(client, name, 'run'), openReindex(other, name, 'run')]);

    expect(begun.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(begun.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'HW_REINDEX_UNDERWAY' },
    });
    await expect(openReindex(other, name, 'run')).rejects.toThrow(/is being run by process \d+ on/);
    await expect(openReindex(other, name, 'undo')).rejects.toMatchObject({ code: 'HW_REINDEX_UNDERWAY' });
    for (const one of begun) if (one.status === 'fulfilled') await one.value.release();
    await other.close();
    await end(name, 'undo');
  });

  test('one that stood still and was taken for dead does nothing more', async () => {
    const name = newEntityName();
    await createOpenSearchStore({ client }).prepare([plainEntity(name)]);
    const first = await openReindex(client, name, 'run');
    const stored = await readState(client, name);
    await server.index({ index: 'headwater-reindex', id: name, body: { ...stored?.state, driver: null } });

    const second = await openReindex(client, name, 'run');

    await expect(runReindex(contextOf(changedEntity(name), first))).rejects.toMatchObject({
      code: 'HW_REINDEX_UNDERWAY',
    });
    expect(await indicesOf(name)).toEqual([`${name}-000001`]);
    await second.release();
    await end(name, 'undo');
  });
});

test('from the table: it stops for the backfill, and takes the old index in afterwards, tombstones and all', async () => {
  const name = newEntityName();
  const { created, deleted, snapshot } = changesOf(name);
  const store = createOpenSearchStore({ client });
  await store.prepare([plainEntity(name)]);
  await store.apply([created('row', 4, { title: 'old' }), deleted('gone', 9)]);

  expect(await run(changedEntity(name), { fromTable: true, settleMs: 1 })).toEqual({ stopped: 'backfill-first' });
  await createOpenSearchStore({ client }).apply([snapshot('row', 200_000, { title: 'as read' })]);
  expect(await run(changedEntity(name), { backfilled: true, settleMs: 1 })).toMatchObject({ stopped: 'kept' });

  expect(await store.get(name, 'row')).toMatchObject({
    row: { title: 'as read' },
    marks: { snapshotAt: expect.any(Number) as number, position: created('row', 4, {}).position },
  });
  expect((await store.get(name, 'gone'))?.marks.deleted).toBe(true);
});

test('a fill says how far it is', async () => {
  const name = newEntityName();
  const store = createOpenSearchStore({ client });
  await store.prepare([plainEntity(name)]);
  const { created } = changesOf(name);
  await store.apply(Array.from({ length: 500 }, (_, n) => created(`k${n}`, 1, { votes: n })));
  const seen: Progress[] = [];

  await run(changedEntity(name), { settleMs: 1, graceMs: 1, progress: (one) => seen.push(one) });

  const copied = seen.flatMap((one) => (one.step === 'copied' ? [one.documents] : []));
  expect(copied).toEqual([200, 500]);
  expect(seen.filter(({ step }) => step === 'begins').map(({ phase }) => phase)).toEqual([
    'starting',
    'settling',
    'filling',
    'verifying',
    'swapping',
    'watching',
  ]);
});
