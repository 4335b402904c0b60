/** Whatever a row holds comes back from Parquet as exactly that. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';
import { wide, wideRow } from './wide-rows.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-parquet-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Writes these rows as history and reads its view. */
async function throughParquet(directory: string, rows: readonly Row[]): Promise<readonly Row[]> {
  const changes = rows.map((after, index): Change => {
    const id = String(index).padStart(6, '0');
    return { entity: 'wide', operation: 'snapshot', id, key: id, at: '2026-11-23T18:52:07Z', after };
  });
  await writeHistoryFile(directory, wide, changes);

  const history = await openHistory({ directory, entities: [wide] });
  const own = Object.keys(wide.fields).map((field) => (field === 'date' ? 'date_ AS date' : `"${field}"`));
  const result = await history.query(`SELECT ${own.join(', ')} FROM wide_history ORDER BY _event_id`);
  history.close();
  return result.rows;
}

let run = 0;

test('rows read back equal what was written, digit by digit', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wideRow, { minLength: 1, maxLength: 20 }), async (made) => {
      const directory = join(root, String(run++));

      const read = await throughParquet(
        directory,
        made.map(({ value }) => value),
      );

      expect(read).toEqual(made.map(({ expected }) => expected));
    }),
    { numRuns: 50 },
  );
});

test('rows that repeat, and many of them, read back equal', { timeout: 60_000 }, async () => {
  // Few distinct values make the writer use dictionaries; many rows make several pages.
  const made = fc.sample(wideRow, { numRuns: 20, seed: 7 });
  const rows = Array.from({ length: 2_500 }, (_, index) => made[index % made.length]).filter((r) => r !== undefined);

  const read = await throughParquet(
    join(root, 'many'),
    rows.map(({ value }) => value),
  );

  expect(read).toEqual(rows.map(({ expected }) => expected));
});
