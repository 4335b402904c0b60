/** What the row schema takes, every store takes, and gives back as it was: any fields, any rows, the real stores. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import { relationNames } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { keyword, list, object, optional, text } from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { RowValidator } from '../../shared/domain/schema/row-schema.ts';
import { anyRows } from '../property/any-rows.ts';
import { writeHistoryFile } from './history-store-files.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

/** Each run makes an index and a file; HEADWATER_PROPERTY_RUNS=500 looks longer. */
const RUNS = Number(process.env['HEADWATER_PROPERTY_RUNS'] ?? 8);

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-any-rows-'));
});
afterAll(() => rm(root, { recursive: true }));

function snapshots({ name }: Entity, rows: readonly Row[]): Change[] {
  return rows.map((after, index) => {
    const key = String(index).padStart(6, '0');
    return { entity: name, operation: 'snapshot', id: key, key, at: '2026-11-23T18:52:07Z', after };
  });
}

async function throughOpenSearch(entity: Entity, changes: readonly Change[]): Promise<readonly (Row | undefined)[]> {
  await store.prepare([entity]);
  const outcomes = await store.apply(changes);
  expect(outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  const keys = changes.map(({ key }) => key);
  const documents = await store.getAll(entity.name, keys);
  await server.indices.delete({ index: `${entity.name}-000001` });
  return keys.map((key) => documents.get(key)?.row);
}

async function throughParquet(entity: Entity, changes: readonly Change[]): Promise<readonly Row[]> {
  const directory = join(root, entity.name);
  await writeHistoryFile(directory, entity, changes);
  const history = await openHistory({ directory, entities: [entity] });
  const own = analyticsColumns(entity).flatMap(({ name, field }) => (field ? [`"${name}" AS "${field}"`] : []));
  const { rows } = await history.query(
    `SELECT ${own.join(', ')} FROM ${relationNames(entity).history} ORDER BY _event_id`,
  );
  history.close();
  return rows;
}

/** As JSON has it: negative zero is zero. */
const plain = (row: Row): unknown => JSON.parse(JSON.stringify(row));

test('rows of any fields that fit the schema come back from index and Parquet', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyRows('any'), async ({ entity: made, rows }) => {
      const entity = { ...made, name: newEntityName() };
      const validator = new RowValidator(entity);
      const fitting = rows.filter(({ value }) => validator.check('x', value) === undefined);
      if (fitting.length === 0) return;
      const changes = snapshots(
        entity,
        fitting.map(({ value }) => value),
      );

      const [found, copied] = [await throughOpenSearch(entity, changes), await throughParquet(entity, changes)];

      expect(found).toEqual(fitting.map(({ value }) => plain(value)));
      expect(copied).toEqual(fitting.map(({ expected }) => expected));
    }),
    { numRuns: RUNS },
  );
});

describe('lists of nested objects', () => {
  const lines = () =>
    defineEntity({
      name: newEntityName(),
      recognise: 'every-item',
      fields: {
        lines: list(object({ sku: keyword(), inner: optional(list(object({}), { nested: true })) }), { nested: true }),
      },
    });
  const rowOf = (objects: number): Row => ({
    lines: Array.from({ length: objects / 2 }, (_, n) => ({ sku: `s${n}`, inner: [{}] })),
  });

  test('the most that the schema takes is the most that OpenSearch takes', async () => {
    const entity = lines();
    const [most, more] = [rowOf(10_000), rowOf(10_002)];
    await store.prepare([entity]);

    const outcomes = await store.apply(snapshots(entity, [most, more]));

    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected']);
    const validator = new RowValidator(entity);
    expect(validator.check('x', most)).toBeUndefined();
    expect(validator.check('x', more)).toMatchObject({ code: 'HW_ROW_INVALID', field: '/lines' });
    expect(validator.check('x', more)?.message).toMatch(/10002 nested objects, and OpenSearch takes 10000/);
  });

  test('a search that names no field finds what lies inside, and a nested query keeps one object together', async () => {
    const entity = lines();
    await store.prepare([entity]);
    await store.apply(snapshots(entity, [{ lines: [{ sku: 'needle' }, { sku: 'hay' }] }]));
    await store.refresh(entity.name);

    expect((await store.search(entity.name, 'needle', 10)).total).toBe(1);
    const together = { bool: { filter: ['needle', 'hay'].map((sku) => ({ term: { 'lines.sku': sku } })) } };
    const { body } = await server.search({
      index: entity.name,
      body: { query: { nested: { path: 'lines', query: together } } },
    });
    expect(body.hits.hits).toEqual([]);
  });
});

test('an object of no fields, and lists of it, are kept by the index and no column', async () => {
  const fields = { none: object({}), nones: list(object({})), within: object({ none: optional(object({})) }) };
  const entity = defineEntity({ name: newEntityName(), recognise: 'every-item', fields: { ...fields, id: keyword() } });
  const row = { none: {}, nones: [{}, {}], within: { none: {} }, id: 'x' };

  expect(new RowValidator(entity).check('x', row)).toBeUndefined();
  expect(await throughOpenSearch(entity, snapshots(entity, [row]))).toEqual([row]);
  expect(await throughParquet(entity, snapshots(entity, [row]))).toEqual([{ id: 'x' }]);
});

describe('a mapping of your own', () => {
  const words = 'x'.repeat(40_000);
  const entityOf = (name: string): Entity => {
    const exact = keyword({ search: { type: 'keyword', doc_values: false } });
    const title = text({ search: { type: 'text', fields: { exact: { type: 'keyword' } } } });
    return defineEntity({ name, recognise: 'every-item', fields: { exact, title } });
  };

  test('gets the limit without which one long value refuses the row', async () => {
    const entity = entityOf(newEntityName());
    const row = { exact: words, title: words };

    expect(await throughOpenSearch(entity, snapshots(entity, [row]))).toEqual([row]);
  });

  test('gets it in an index that exists, without a reindex', async () => {
    const entity = entityOf(newEntityName());
    const { exact, title } = entity.fields;
    const fields = { exact, title: { ...title, headwater: { ...title?.headwater, search: { type: 'text' } } } };
    const without = { ...exact, headwater: { ...exact?.headwater, search: { type: 'keyword', doc_values: false } } };
    const made = { ...entity, fields: { ...fields, exact: without } } as Entity;
    expect(await store.prepare([made])).toEqual([]);

    expect(await store.prepare([{ ...made, fields } as Entity])).toEqual([]);

    const outcomes = await store.apply(snapshots(entity, [{ exact: words, title: words }]));
    expect(outcomes.map(({ status }) => status)).toEqual(['applied']);
  });
});
