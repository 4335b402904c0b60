/** Words of JavaScript, SQL, OpenSearch, Python and Glue as names: what is refused is rare, and the others reach DuckDB whole. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../fixtures/shop/headwater.config.ts';
import { lifeOf } from '../../operations/analytics/life.ts';
import { StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { createChangeHistory, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { createDuckDbErasureEngine } from '../../shared/adapters/duckdb/erasure-engine.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../shared/domain/definition/field.ts';
import { keyword, object, optional } from '../../shared/domain/definition/fields.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { historyFile, writeHistoryFile } from '../contract/history-store-files.ts';
import { createTestLake } from '../support/test-lake.ts';
import { AT, streamRecord } from '../support/stream-records.ts';
import { INNER_WORDS, OUR_SQL, WORDS } from './names.words.ts';

const [shop] = config.tables as [TableDefinition];
const [search] = config.consumers as [Consumer];
const word = () => optional(keyword());

function isTaken(definition: Partial<HeadwaterDefinition>): boolean {
  try {
    defineHeadwater({ ...config, queries: [], ...definition });
    return true;
  } catch {
    return false;
  }
}

const entityOf = (name: string, fields: FieldSet = {}): Entity =>
  defineEntity({ name, recognise: { pk: 'X#{id}', sk: 'X' }, fields: { id: keyword(), ...fields } });

function withEntity(entity: Entity): Partial<HeadwaterDefinition> {
  const consumers = (['search', 'analytics'] as const).map((type) => ({
    ...search,
    type,
    name: type,
    entities: [entity],
  }));
  return { tables: [{ ...shop, entities: [entity] }], consumers };
}

const taking: Record<string, (name: string) => boolean> = {
  field: (name) => isTaken(withEntity(entityOf('x', { [name]: word() }))),
  'inner field': (name) => isTaken(withEntity(entityOf('x', { inside: object({ [name]: word() }) }))),
  entity: (name) => isTaken(withEntity(entityOf(name))),
  consumer: (name) => isTaken({ consumers: [{ ...search, name }] }),
  table: (name) => isTaken({ tables: [{ ...shop, name }], consumers: [] }),
  query: (name) => isTaken({ queries: [{ name, description: 'd', sql: 'SELECT 1' }] }),
};

/** The form that docs/configuration.md gives: fields, or lower-case words joined by hyphens of at most 24 characters. */
const fits = (kind: string, name: string): boolean =>
  kind.endsWith('field') || (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 24);

test.each(Object.keys(taking))('of the words that fit the form of a name of a %s, at least 95%% are taken', (kind) => {
  const words = (kind === 'inner field' ? INNER_WORDS : WORDS).filter((name) => fits(kind, name));
  const refused = words.filter((name) => !taking[kind]?.(name));

  expect(words.length).toBeGreaterThan(100);
  expect(refused.length / words.length, refused.join(', ')).toBeLessThanOrEqual(0.05);
});

/** Fields whose columns are alike in all but case cannot stand in one entity; nor can those that become one otherwise. */
function together(names: readonly string[], column: (name: string) => string): readonly string[] {
  const seen = new Set(['id', 'inside']);
  return names.filter((name) => {
    const one = column(name).toLowerCase();
    return !seen.has(one) && seen.add(one);
  });
}

const outer = together(WORDS, (name) => name);
const inner = together(INNER_WORDS, (name) => name.replaceAll(/\W/g, '_'));
const fieldsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, word()]));
const wide = defineEntity({
  name: 'constructor',
  recognise: 'every-item',
  fields: { id: keyword(), ...fieldsOf(outer), inside: optional(object(fieldsOf(inner))) },
});
const table = { name: 'to-string', partitionKey: { name: 'id', type: 'string' }, entities: [wide] } as const;
const told = (names: readonly string[], what: string) => names.map((name) => [name, `${what} ${name}`] as const);
const texts = (names: readonly string[], what: string) =>
  Object.fromEntries(told(names, what).map(([name, S]) => [name, { S }]));
const item = (what: string) => ({ id: { S: 'r1' }, ...texts(outer, what), inside: { M: texts(inner, what) } });
const row = (what: string): Row => ({
  id: 'r1',
  ...Object.fromEntries(told(outer, what)),
  inside: Object.fromEntries(told(inner, what)),
});

function changesOf(...args: Parameters<typeof streamRecord>): readonly Change[] {
  const reading = new StreamRecordReader(table).read(streamRecord(...args));
  if (reading.status !== 'changes') throw new Error(JSON.stringify(reading));
  return reading.changes;
}

describe('an entity with all of them', () => {
  const created = changesOf(1, { after: item('old') });
  const updated = changesOf(2, { before: item('old'), after: item('new'), at: AT + 60 });
  let directory: string;
  let history: History;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headwater-names-'));
    await writeHistoryFile(directory, wide, created);
    await writeHistoryFile(directory, wide, updated);
    history = await openHistory({ directory, entities: [wide] });
  });
  afterAll(async () => {
    history.close();
    await rm(directory, { recursive: true });
  });

  test('is taken, and its rows are whole', () => {
    expect(created).toMatchObject([{ operation: 'created', after: row('old') }]);
    expect(updated).toMatchObject([{ operation: 'updated', changed: [...outer, 'inside'].sort() }]);
  });

  test('verify reads the row from the copy', async () => {
    expect(history.faultOf('constructor')).toBeUndefined();
    const [stored] = await createRowCopy(history, [wide]).sample('constructor', 5);
    expect(stored?.row).toEqual(copiedRows(wide).ofTable(row('new')));
    const changes = createChangeHistory(history, [wide], directory);
    expect(await changes.events('constructor', 'r1')).toMatchObject([
      { operation: 'created' },
      { operation: 'updated' },
    ]);
    expect(await changes.newestOf('constructor', ['r1'])).toMatchObject(new Map([['r1', { operation: 'updated' }]]));
  });

  test('history and the named queries answer', async () => {
    const analytics: Consumer = { type: 'analytics', name: 'analytics', entities: [wide] };
    const definition = { ...config, tables: [table], consumers: [analytics], queries: [] };
    for (const { sql, parameters = [] } of namedQueries(definition)) {
      const values = parameters.map((name) =>
        name === 'key' ? 'r1' : name.startsWith('time') ? '2027-01-01 00:00:00' : '2026-11-23',
      );
      const { rows } = await history.query(sql, values);
      expect(rows.length, sql).toBeGreaterThan(0);
      if (parameters[0] === 'key')
        expect(lifeOf(wide, rows)[1]?.fields.map(({ field }) => field)).toEqual([...outer, 'inside']);
    }
  });

  test('compaction folds it, and erasure finds and erases it', async () => {
    // Not all: the lake's engine has the compactor's memory for rows, not for hundreds of columns.
    const lake = createTestLake(defineEntity({ ...wide, fields: { id: keyword(), ...fieldsOf(OUR_SQL) } }));
    lake.archive(created);
    lake.archive(updated);
    lake.now += 3 * 86_400_000;
    await lake.compact();
    expect(await lake.query('SELECT _key FROM constructor_current')).toEqual([{ _key: 'r1' }]);

    const { key } = historyFile(wide, updated);
    const engine = createDuckDbErasureEngine();
    expect(await engine.find([join(directory, key)], 'r1')).toMatchObject([[{ operation: 'updated', holds: true }]]);
    await engine.erase(join(directory, key), join(directory, 'erased.parquet'), 'r1');
    expect(await engine.count([join(directory, 'erased.parquet')], ['r1'], ['new select'])).toEqual([
      { own: 0, elsewhere: 0 },
    ]);
  });
});
