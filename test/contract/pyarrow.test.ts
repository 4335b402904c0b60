/** What the archiver and the compaction write, another reader of Parquet reads as exactly that. */
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { decimal, double, integer, keyword, optional } from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { writeHistoryFile } from './history-store-files.ts';
import { installPyarrow, readWithPyarrow } from '../support/pyarrow.ts';
import { wide, wideRow } from '../property/wide-rows.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-pyarrow-'));
  await installPyarrow();
}, 180_000);
afterAll(() => rm(root, { recursive: true }));

function changesOf(entity: Entity, rows: readonly Row[]): Change[] {
  return rows.map((after, index): Change => {
    const id = String(index).padStart(6, '0');
    return { entity: entity.name, operation: 'snapshot', id, key: id, at: '2026-11-23T18:52:07Z', after };
  });
}

/** The one column that is not named like its field. */
function fieldsOf(row: Row): Row {
  const own = Object.keys(wide.fields).map((field) => [field, row[field === 'date' ? 'date_' : field]]);
  return Object.fromEntries(own) as Row;
}

const eventOf = (row: Row): string => JSON.stringify(row['_event_id']);
const byEvent = (a: Row, b: Row): number => (eventOf(a) < eventOf(b) ? -1 : 1);

let run = 0;

test('pyarrow reads history and snapshots as what was written, digit by digit', { timeout: 180_000 }, async () => {
  const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 512, threads: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(wideRow, { minLength: 5, maxLength: 60, size: 'max' }), async (made) => {
      const directory = join(root, String(run++));
      const values = made.map(({ value }) => value);
      await writeHistoryFile(directory, wide, changesOf(wide, values));
      const [file = ''] = globSync(`${directory}/history/**/*.parquet`);
      const snapshot = join(directory, 'snapshot.parquet');
      await engine.merge(wide, { files: [file], output: snapshot, bucket: 0, bucketBits: 0 });

      const expected = made.map(({ expected: row }) => row);
      for (const path of [file, snapshot]) {
        const read = await readWithPyarrow([path]);
        expect(read.toSorted(byEvent).map(fieldsOf)).toEqual(expected);
      }
    }),
    { numRuns: 6 },
  );
});

test('files of two versions are one data set: later columns null, types widened, as in the view', async () => {
  const older = defineEntity({
    name: 'price',
    recognise: 'every-item',
    fields: { id: keyword(), amount: decimal(10, 2), sold: integer() },
  });
  const newer = defineEntity({
    name: 'price',
    recognise: 'every-item',
    version: 2,
    fields: { id: keyword(), amount: decimal(38, 4), sold: double(), note: optional(keyword()) },
  });
  const directory = join(root, 'versions');
  await writeHistoryFile(directory, older, changesOf(older, [{ id: 'a', amount: 1.25, sold: 3 }]));
  const later = { id: 'b', amount: '1234567890123456789012345678901234.1234', sold: 5.5, note: 'new' };
  const [, change] = changesOf(newer, [{}, later]);
  if (change) await writeHistoryFile(directory, newer, [change]);
  const files = globSync(`${directory}/history/**/*.parquet`);
  const history = await openHistory({ directory, entities: [newer] });

  const { rows } = await history.query('SELECT id, amount, sold, note FROM price_history ORDER BY id');
  history.close();
  const read = await readWithPyarrow(files);

  expect(rows).toEqual([{ id: 'a', amount: '1.2500', sold: 3, note: null }, later]);
  expect(read.toSorted(byEvent).map(({ id, amount, sold, note }) => ({ id, amount, sold, note }))).toEqual(rows);
});
