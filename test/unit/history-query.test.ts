import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, integer, keyword, optional, timestamp } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';

const price = defineEntity({
  name: 'list-price',
  recognise: 'every-item',
  fields: { id: keyword(), price: decimal(10, 2), sold: optional(integer()), lastSaleAt: optional(timestamp()) },
});

let directory: string;
let history: History;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-query-'));
  history = await openHistory({ directory, entities: [price] });
});
afterEach(async () => {
  history.close();
  await rm(directory, { recursive: true });
});

const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 18, 0, second)).toISOString();
const base = { entity: 'list-price', key: 'k' } as const;

function stream(id: string, sequence: number, amount: number, second = sequence): Change {
  const after = { id: 'p1', price: amount };
  return {
    ...base,
    operation: 'updated',
    id,
    at: at(second),
    position: positionOf('g', String(sequence)),
    after,
    before: {},
    changed: ['price'],
  };
}

function read(id: string, amount: number, second: number): Change {
  return { ...base, operation: 'snapshot', id, at: at(second), after: { id: 'p1', price: amount } };
}

async function current(...files: Change[][]): Promise<unknown> {
  for (const changes of files) await writeHistoryFile(directory, price, changes);
  await history.refresh();
  return (await history.query('SELECT price FROM list_price_current')).rows.map((row) => row['price']);
}

test('an entity without files has empty, typed views', async () => {
  expect(await history.query('SELECT sum(price) AS total, count(*) AS n FROM list_price_history')).toEqual({
    columns: ['total', 'n'],
    rows: [{ total: null, n: 0 }],
  });
  const { rows } = await history.query('DESCRIBE list_price_current');
  expect(rows.map((row) => row['column_type'])).toEqual([
    'VARCHAR',
    'DECIMAL(10,2)',
    'BIGINT',
    'TIMESTAMP',
    ...['VARCHAR', 'VARCHAR', 'VARCHAR'],
    'TIMESTAMP',
    'VARCHAR[]',
    'VARCHAR',
    'VARCHAR',
    'VARCHAR',
    'VARCHAR',
  ]);
});

test('the current row is the one with the highest position, whatever came last', async () => {
  expect(await current([stream('b', 2, 20), stream('a', 1, 10)], [stream('c', 3, 30)])).toEqual(['30.00']);
});

test('a deleted row is not current, and history has it with its last values', async () => {
  const gone: Change = {
    ...base,
    operation: 'deleted',
    id: 'd',
    at: at(9),
    position: positionOf('g', '9'),
    before: { id: 'p1', price: 30 },
  };

  expect(await current([stream('c', 3, 30)], [gone])).toEqual([]);
  const { rows } = await history.query("SELECT price FROM list_price_history WHERE _operation = 'deleted'");
  expect(rows).toEqual([{ price: '30.00' }]);
});

test('a snapshot row beats a stream change more than a minute older than its read, and no other', async () => {
  expect(await current([stream('a', 1, 10, 0)], [read('s', 11, 61)])).toEqual(['11.00']);
  expect(await current([stream('b', 2, 20, 1)])).toEqual(['20.00']);
  expect(await current([read('t', 21, 200)])).toEqual(['21.00']);
});

test('date and hour are columns, as text: what Glue makes of them too', async () => {
  await current([stream('a', 1, 10)]);

  const { rows } = await history.query(
    "SELECT date, hour FROM list_price_history WHERE date = '2026-11-23' AND hour = '18'",
  );
  expect(rows).toEqual([{ date: '2026-11-23', hour: '18' }]);
});

test('the newest of two snapshot rows is current', async () => {
  expect(await current([read('b', 20, 9), read('a', 10, 5)])).toEqual(['20.00']);
});

test('a change in two files is there once', async () => {
  await current([stream('a', 1, 10)], [stream('a', 1, 10), stream('b', 2, 20)]);

  expect((await history.query('SELECT count(*) AS n FROM list_price_history')).rows).toEqual([{ n: 2 }]);
});

test('files from before a column was added read as null there', async () => {
  const older = defineEntity({ ...price, fields: { id: price.fields.id, price: price.fields.price } });
  await writeHistoryFile(directory, older, [stream('a', 1, 10)]);
  await history.refresh();

  expect((await history.query('SELECT sold, price FROM list_price_history')).rows).toEqual([
    { sold: null, price: '10.00' },
  ]);
});

test('values come as JSON', async () => {
  const sql = `SELECT 1 AS n, 9007199254740993 AS big, 0.10::DECIMAL(38,2) AS d, 1e400 AS inf, TIMESTAMP '1969-12-31 23:59:59.9' AS t,
    TIMESTAMP '2026-11-23 18:52:07.000001' AS micro, DATE '2026-11-23' AS day, {'a': [1::BIGINT]} AS nested, NULL AS nothing`;

  expect((await history.query(sql)).rows).toEqual([
    {
      n: 1,
      big: '9007199254740993',
      d: '0.10',
      inf: 'Infinity',
      t: '1969-12-31T23:59:59.900Z',
      micro: '2026-11-23T18:52:07.000001Z',
      day: '2026-11-23',
      nested: { a: [1] },
      nothing: null,
    },
  ]);
});

test.each([
  ['another statement', 'CREATE TABLE t (i INT)', /read only/],
  ['a change hidden in an explanation', 'EXPLAIN ANALYZE CREATE TABLE t (i INT)', /read only/],
  ['two statements', 'SELECT 1; SELECT 2', /one question at a time/],
  ['a file elsewhere', "SELECT * FROM read_csv('/etc/passwd')", /disabled by configuration/],
  ['a setting', 'SET enable_external_access = true', /read only/],
  ['wrong SQL', 'SELECT nothing FROM nowhere', /nowhere/],
])('refuses %s', async (_, sql, message) => {
  await expect(history.query(sql)).rejects.toThrow(message);
});
