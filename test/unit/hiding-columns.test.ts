/** Files of earlier releases whose columns hide DuckDB's own: compaction, gathering and erasure take them as any other. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDuckDbErasureEngine } from '../../shared/adapters/duckdb/erasure-engine.ts';
import { renameHidingColumns } from '../../shared/adapters/duckdb/hiding-columns.ts';
import { readValues } from '../../shared/adapters/duckdb/read-answer.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { historyFile } from '../contract/history-store-files.ts';
import { earlierFile, page, pageAnswer, pageChange, pageRow } from '../support/earlier-files.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-hiding-'));
});
afterEach(() => rm(root, { recursive: true }));

const HOUR_MS = 3_600_000;
const COLUMNS = Object.keys(pageAnswer('a')).join(', ');

function archive(lake: TestLake, ...batches: readonly (readonly Change[])[]): void {
  for (const changes of batches) {
    const { key, body } = earlierFile(changes);
    lake.objects.set(key, { body, modified: lake.now });
  }
}

/** Several versions of a key in a file and in several; some changes were delivered twice. */
function filled(): TestLake {
  const lake = createTestLake(page);
  archive(
    lake,
    [pageChange('a', 0), pageChange('a', 1), pageChange('b', 0)],
    [pageChange('a', 1), pageChange('a', 2), pageChange('c', 0)],
    [pageChange('c', 0), pageChange('b', 3)],
  );
  return lake;
}

test('a compaction makes one row of each key, with its values, of earlier files and of today’s', async () => {
  const lake = filled();
  const { key, body } = historyFile(page, [pageChange('a', 4, pageRow('a', 'new'))]);
  lake.objects.set(key, { body, modified: lake.now });

  expect(await lake.compact()).toMatchObject({ status: 'written', rows: 3 });

  const rows = await lake.query(`SELECT ${COLUMNS} FROM page_current ORDER BY id`);
  expect(rows).toEqual([pageAnswer('a', 'new'), pageAnswer('b'), pageAnswer('c')]);
});

test('a snapshot of an earlier release is merged with what came since', async () => {
  const lake = createTestLake(page);
  archive(lake, [pageChange('a', 0), pageChange('b', 0)]);
  await lake.compact();
  const [name, stored] = [...lake.objects].find(([key]) => /^current\/.*\.parquet$/.test(key)) ?? [];
  const path = join(root, 'snapshot.parquet');
  await writeFile(path, stored?.body ?? '');
  await onConnection(async (connection) => {
    const columns = '* RENAME (file_index_ AS file_index, "FILE_ROW_NUMBER_" AS "FILE_ROW_NUMBER")';
    await connection.run(`COPY (SELECT ${columns} FROM '${path}') TO '${path}.old' (FORMAT parquet)`);
  });
  lake.objects.set(name ?? '', { body: await readFile(`${path}.old`), modified: lake.now });
  lake.now += HOUR_MS;
  archive(lake, [pageChange('b', 1, pageRow('b', 'new'))]);

  expect(await lake.compact()).toMatchObject({ status: 'written', rows: 2 });

  const rows = await lake.query(`SELECT ${COLUMNS} FROM page_current ORDER BY id`);
  expect(rows).toEqual([pageAnswer('a'), pageAnswer('b', 'new')]);
});

test('they are gathered: each change once, with its values', async () => {
  const lake = filled();
  await lake.compact();
  lake.now += 25 * HOUR_MS;
  expect(await lake.gather()).toMatchObject({ status: 'gathered', parts: 3, objects: 1 });
  lake.now += HOUR_MS;
  expect(await lake.gather()).toMatchObject({ removed: 3 });

  const rows = await lake.query(`SELECT _event_id, ${COLUMNS} FROM page_history ORDER BY _event_id`);

  const ids = ['a-0', 'a-1', 'a-2', 'b-0', 'b-3', 'c-0'];
  expect(rows).toEqual(ids.map((id) => ({ _event_id: id, ...pageAnswer(id[0] ?? '') })));
});

test('an erasure finds the file that holds the row, and takes its values only', async () => {
  const files = [earlierFile([pageChange('a', 0)]), earlierFile([pageChange('b', 0), pageChange('a', 1)])];
  const paths = files.map((_, index) => join(root, `${index}.parquet`));
  for (const [index, { body }] of files.entries()) await writeFile(paths[index] ?? '', body);
  const [first = '', second = ''] = paths;
  const engine = createDuckDbErasureEngine();

  expect(await engine.find(paths, 'b')).toMatchObject([[], [{ operation: 'created', holds: true }]]);
  expect(await engine.find(paths, 'a')).toMatchObject([[{ operation: 'created' }], [{ operation: 'updated' }]]);
  await engine.erase(second, join(root, 'erased.parquet'), 'a');

  await onConnection(async (connection) => {
    const columns = `_key, _operation, file_index_, "FILE_ROW_NUMBER_"`;
    const rows = await readValues(connection, `SELECT ${columns} FROM '${join(root, 'erased.parquet')}' ORDER BY 1`);
    expect(rows).toEqual([
      ['a', 'deleted', null, null],
      ['b', 'created', 'x', 0],
    ]);
  });
  expect(await engine.values([first], 'a')).toEqual([expect.objectContaining({ file_index_: 'x' })]);
});

test('a file with both names gets one column of both; its times stay; a member of an object is no column', async () => {
  const [both, inside, none] = ['both', 'inside', 'none'].map((name) => join(root, `${name}.parquet`)) as [
    string,
    string,
    string,
  ];
  await onConnection(async (connection) => {
    const rows = `VALUES ('a', 'old', NULL, 1), ('b', NULL, 'new', 2)`;
    await connection.run(`COPY (SELECT * FROM (${rows}) AS t(_key, "File_Index", file_index_, n)) TO '${both}'`);
    await connection.run(`COPY (SELECT {file_index: 1} AS o) TO '${inside}'`);
    await writeFile(none, 'file_index, but no Parquet');
    const before = (await stat(both)).mtimeMs;

    expect(await renameHidingColumns(connection, [both, inside, none])).toEqual([both]);

    expect((await stat(both)).mtimeMs).toBeCloseTo(before, 0);
    const answer = await readValues(connection, `SELECT _key, n, "File_Index_", file_index FROM '${both}' ORDER BY 1`);
    expect(answer.map((row) => row.slice(0, 3))).toEqual([
      ['a', 1, 'old'],
      ['b', 2, 'new'],
    ]);
    expect(await renameHidingColumns(connection, [both, inside, none])).toEqual([]);
  });
});

async function onConnection(run: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await run(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
