/** A consumer with a filter: the tombstone of a row that has left its view is removed by hand, found missing, and mended. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { where } from '../../shared/domain/definition/where.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { openVerifiedTable, type VerifiedTable } from '../support/verified-table.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });
const film = defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { genre: keyword() } });
const HOUR = 3_600_000;

let shop: VerifiedTable;
beforeAll(async () => {
  shop = await openVerifiedTable({ entity: film, store, filter: where(film, { genre: 'Comedy' }) });
});
afterAll(() => shop.close());

/** Each change an hour after the one before it. */
const moment = (key: string, n: number) => ({
  entity: film.name,
  key,
  id: `${key}-${n}`,
  position: positionOf('2026-11-01T09:00:00.000', String(n)),
  at: new Date(Date.now() - (10 - n) * HOUR).toISOString(),
});
const created = (key: string, n: number, genre: string): Change => ({
  operation: 'created',
  ...moment(key, n),
  after: { genre },
});
const turned = (key: string, n: number, from: string, genre: string): Change => ({
  operation: 'updated',
  ...moment(key, n),
  after: { genre },
  before: { genre: from },
  changed: ['genre'],
});
const deleted = (key: string, n: number, genre: string): Change => ({
  operation: 'deleted',
  ...moment(key, n),
  before: { genre },
});

test('the missing tombstones of rows that were in the view are named, no others, and mended', async () => {
  const [drama, comedy] = ['Drama', 'Comedy'];
  const left = [created('left', 1, comedy), turned('left', 2, comedy, drama), turned('left', 3, drama, 'Horror')];
  const gone = [created('gone', 1, comedy), deleted('gone', 2, comedy)];
  const never = [created('never', 1, drama), turned('never', 2, drama, 'Horror'), deleted('neverGone', 2, drama)];
  const back = [created('back', 1, comedy), turned('back', 2, comedy, drama), turned('back', 3, drama, comedy)];
  await shop.deliver([...left, ...gone, ...never, ...back]);
  for (const [id, genre] of [
    ['left', 'Horror'],
    ['never', 'Horror'],
    ['back', comedy],
  ] as const) {
    await shop.put({ id: { S: id }, genre: { S: genre } });
  }
  expect(await shop.verify()).toEqual([]);
  for (const id of ['left', 'gone']) {
    expect((await store.get(film.name, id))?.marks.deleted).toBe(true);
    await server.delete({ index: film.name, id, refresh: true });
  }

  expect(await shop.verify()).toMatchObject([
    { key: 'gone', kind: 'tombstone-missing' },
    { key: 'left', kind: 'tombstone-missing' },
  ]);
  await shop.repair(['gone', 'left', 'never', 'back']);

  expect(await shop.verify()).toEqual([]);
  await shop.deliver([created('left', 1, comedy), created('gone', 1, comedy)]);
  for (const id of ['left', 'gone']) expect((await store.get(film.name, id))?.marks.deleted).toBe(true);
  expect(await store.get(film.name, 'never')).toBeUndefined();
});
