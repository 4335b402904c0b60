/** An entity whose files DuckDB cannot read does not take the others with it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createChangeHistory, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { keyword, object, optional } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { besideUnreadable, verification } from '../../shared/runtime/verify/result.ts';
import { exitCodeOf } from '../../cli/commands/verify.ts';
import { describeVerification } from '../../cli/output/verification.ts';
import { historyFile, writeHistoryFile } from '../contract/history-store-files.ts';

const film = defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword() } });
/** As definitions could be before twins were refused. */
const twin = defineEntity({
  name: 'twin',
  recognise: 'every-item',
  fields: { id: keyword(), tags: optional(object({ 'aws-name': optional(keyword()), aws_name: optional(keyword()) })) },
});

/** What it is after the upgrade: the name is free again, and one of the two has no column. */
const mended = defineEntity({
  ...twin,
  fields: {
    id: keyword(),
    tags: optional(object({ 'aws-name': optional(keyword({ column: false })), aws_name: optional(keyword()) })),
  },
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-unreadable-'));
  await writeHistoryFile(directory, film, [created(film, { id: 'f1' })]);
});
afterEach(() => rm(directory, { recursive: true }));

function created({ name: entity }: Entity, after: Row): Change {
  const moment = { entity, key: 'k', id: 'e1', at: '2026-11-23T18:00:01.000Z', position: positionOf('g', '1') };
  return { ...moment, operation: 'created', after };
}

async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

async function put(path: string, body: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), body);
}

const FAULTS: readonly [string, Entity, () => Promise<void>, RegExp][] = [
  [
    'two columns of one name',
    twin,
    () => writeHistoryFile(directory, twin, [created(twin, { id: 't1', tags: { aws_name: 'x' } })]),
    /aws_name/,
  ],
  [
    'a file that is no Parquet',
    mended,
    () => put(historyFile(twin, [created(twin, { id: 't1' })]).key, 'half a file'),
    /too small|parquet/i,
  ],
  ['a manifest that is no JSON', mended, () => put(manifestKey('twin'), '{'), /JSON/],
];

test.each(FAULTS)(
  '%s: the other entity is answered, this one named with the reason',
  async (_, entity, damage, reason) => {
    await damage();
    const history = await openHistory({ directory, entities: [entity, film] });
    try {
      expect((await history.query('SELECT id FROM film_current')).rows).toEqual([{ id: 'f1' }]);
      expect(history.faultOf('film')).toBeUndefined();
      expect(history.faultOf('twin')).toMatch(reason);
      for (const sql of ['SELECT count(*) FROM twin_current', 'SELECT id FROM film_current, twin_history']) {
        await expect(history.query(sql)).rejects.toMatchObject({
          code: 'HW_COPY_UNREADABLE',
          message: expect.stringContaining('the analytics copy of twin cannot be read') as string,
        });
      }
      const copy = createRowCopy(history, [entity, film]);
      await expect(all(copy.scan('twin'))).rejects.toMatchObject({ code: 'HW_COPY_UNREADABLE' });
      expect(await all(copy.scan('film'))).toMatchObject([{ row: { id: 'f1' } }]);
      expect(await all(createChangeHistory(history, [entity, film], directory).newest('film'))).toMatchObject([
        { key: 'k' },
      ]);
    } finally {
      history.close();
    }
  },
);

test('files with two columns of one name are read again once one of them has no column', async () => {
  await writeHistoryFile(directory, twin, [created(twin, { id: 't1', tags: { 'aws-name': 'H', aws_name: 'U' } })]);
  const history = await openHistory({ directory, entities: [mended, film] });
  expect(history.faultOf('twin')).toBeUndefined();
  const [stored] = await all(createRowCopy(history, [mended]).scan('twin'));
  expect(stored?.row).toEqual(copiedRows(mended).ofTable({ id: 't1', tags: { 'aws-name': 'H', aws_name: 'U' } }));
  expect(stored?.row).toEqual({ id: 't1', tags: { aws_name: 'U' } });
  history.close();
});

test('once its files can be read again, it is answered', async () => {
  await put(manifestKey('twin'), '{');
  const history = await openHistory({ directory, entities: [mended, film] });
  await rm(join(directory, manifestKey('twin')));
  await history.refresh();

  expect((await history.query('SELECT count(*)::INTEGER AS n FROM twin_current')).rows).toEqual([{ n: 0 }]);
  history.close();
});

test('verify says so, and does not end with 0', () => {
  const inStep = verification([], [], 0);
  const result = besideUnreadable(inStep, [{ consumer: 'analytics', entity: 'twin', because: 'Binder Error' }]);

  expect(exitCodeOf(inStep)).toBe(0);
  expect(exitCodeOf(result)).toBe(2);
  expect(describeVerification(result)).toContain(
    'analytics twin cannot be read, and nothing is known of it: Binder Error',
  );
});
