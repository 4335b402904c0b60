/** Whatever text Parquet holds, every reader of it gives back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDuckDbErasureEngine } from '../../shared/adapters/duckdb/erasure-engine.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { readAnswer, readValues } from '../../shared/adapters/duckdb/read-answer.ts';
import { createChangeHistory, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { literal } from '../../shared/dialects/duckdb/sql-text.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { json, keyword, list, object, optional, text } from '../../shared/domain/definition/fields.ts';
import type { Json } from '../../shared/domain/row/json.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { historyFile, writeHistoryFile } from '../contract/history-store-files.ts';
import { all, anyKey, anyText } from './any-text.ts';

const note = defineEntity({
  name: 'note',
  recognise: 'every-item',
  fields: {
    word: optional(keyword()),
    prose: optional(text()),
    words: optional(list(keyword())),
    inner: optional(object({ word: optional(keyword()), words: optional(list(keyword())) })),
    free: optional(json()),
  },
});

let root: string;
let connection: DuckDBConnection;
let instance: DuckDBInstance;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-unicode-'));
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await rm(root, { recursive: true });
});

const row = fc.record({
  word: anyText,
  prose: anyText,
  words: fc.array(anyText, { maxLength: 3 }),
  inner: fc.record({ word: anyText, words: fc.array(anyText, { maxLength: 3 }) }),
  free: fc.oneof(anyText, fc.dictionary(anyText, anyText, { maxKeys: 3 })),
});
const rows = fc.uniqueArray(
  fc.tuple(
    anyKey.map((part) => documentKey([part])),
    row,
  ),
  {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 10,
  },
);

let run = 0;

/** A copy with one read of each row. */
async function copyWith(
  made: readonly (readonly [string, Record<string, Json>])[],
): Promise<{ history: History; directory: string }> {
  const directory = join(root, String(run++));
  const changes = made.map(([key, after], nth): Change => ({
    entity: 'note',
    operation: 'snapshot',
    id: `e${nth}`,
    key,
    at: '2026-11-23T18:52:07Z',
    after,
  }));
  await writeHistoryFile(directory, note, changes);
  return { history: await openHistory({ directory, entities: [note] }), directory };
}

test('rows and keys: read through, by their keys, and by a question', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (made) => {
      const { history, directory } = await copyWith(made);
      const copy = createRowCopy(history, [note]);
      const changes = createChangeHistory(history, [note], directory);
      const keys = made.map(([key]) => key);
      const expected = new Map(made);

      const scanned = await all(copy.scan('note'));
      const fetched = await copy.getAll('note', keys);
      const newest = await changes.newestOf('note', keys);
      const asked = await history.query('SELECT _key FROM note_current WHERE _key = ?', [keys[0] ?? '']);
      const events = await changes.events('note', keys[0] ?? '');
      history.close();

      expect(new Map(scanned.map(({ key, row: read }) => [key, read]))).toEqual(expected);
      expect(new Map([...fetched].map(([key, { row: read }]) => [key, read]))).toEqual(expected);
      expect([...newest.keys()].sort()).toEqual(keys.toSorted());
      expect(asked.rows).toEqual([{ _key: keys[0] }]);
      expect(events.map(({ id }) => id)).toEqual(['e0']);
    }),
    { numRuns: 60 },
  );
});

test('an erasure finds a row by its key, its texts, and leaves none', { timeout: 120_000 }, async () => {
  const engine = createDuckDbErasureEngine();
  await fc.assert(
    fc.asyncProperty(anyKey, anyText, async (part, word) => {
      const [key, directory] = [documentKey([part]), join(root, String(run++))];
      const change: Change = {
        entity: 'note',
        operation: 'snapshot',
        id: 'e',
        key,
        at: '2026-11-23T18:52:07Z',
        after: { word },
      };
      await writeHistoryFile(directory, note, [change]);
      const [path, erased] = [join(directory, historyFile(note, [change]).key), join(directory, 'erased.parquet')];

      const found = await engine.find([path], key);
      const values = await engine.values([path], key);
      const counted = word === '' ? [{ own: 1, elsewhere: 0 }] : await engine.count([path], [key], [word]);
      await engine.erase(path, erased, key);

      expect(found).toMatchObject([[{ operation: 'snapshot', holds: true }]]);
      expect(values).toMatchObject([{ word }]);
      expect(counted).toEqual([{ own: 1, elsewhere: 0 }]);
      expect(await engine.find([erased], key)).toMatchObject([[{ operation: 'absent', holds: false }]]);
    }),
    { numRuns: 60 },
  );
});

/** A question may make of our columns what DuckDB has types for. */
test('maps, arrays, unions, enums: each text in them, as it is', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (one, other) => {
      const [a, b] = [literal(one), literal(other)];
      const sql = `SELECT MAP {${a}: [${b}]} AS maps, [${a}, NULL, ${b}]::VARCHAR[3] AS arrays,
  union_value(text := ${a}) AS unions, {'t': ${a}, 'l': [{'u': ${b}}, NULL]} AS structs, NULL::VARCHAR[] AS nothing`;

      const { rows: read } = await readAnswer(await connection.run(sql));
      const values = await readValues(connection, `SELECT ${a}, ${b}`);

      expect(read).toEqual([
        {
          maps: [{ key: one, value: [other] }],
          arrays: [one, null, other],
          unions: { tag: 'text', value: one },
          structs: { t: one, l: [{ u: other }, null] },
          nothing: null,
        },
      ]);
      expect(values).toEqual([[one, other]]);
    }),
    { numRuns: 100 },
  );
});

test('more rows than a chunk has, lists of all lengths and nulls among them', { timeout: 60_000 }, async () => {
  const sql = `SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE list_transform(range(i % 5), n -> chr(65279) || n) END AS l,
  CASE WHEN i % 7 = 0 THEN NULL ELSE {'t': chr(65279) || i} END AS s FROM range(5000) AS t(i)`;
  const { rows: read } = await readAnswer(await connection.run(sql));
  const expected = Array.from({ length: 5_000 }, (_, i) => ({
    l: i % 3 === 0 ? null : Array.from({ length: i % 5 }, (__, n) => `\uFEFF${n}`),
    s: i % 7 === 0 ? null : { t: `\uFEFF${i}` },
  }));
  expect(read).toEqual(expected);
});
