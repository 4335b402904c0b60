/** A history file is held against its name, its folder and its entity: also one of a release that did not write whose it is. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { parquetFileWriter } from '../../shared/adapters/s3/parquet-file.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { keyword, list, object, optional } from '../../shared/domain/definition/fields.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { historyRow } from '../../shared/dialects/parquet/history-row.ts';
import { historyFile } from '../contract/history-store-files.ts';

const id = { id: keyword() };
const cast = optional(object({ lead: keyword(), others: list(object({ name: keyword() })) }));
const film = defineEntity({
  name: 'film',
  recognise: 'every-item',
  fields: { ...id, cast, title: optional(keyword()) },
});
const stock = defineEntity({ name: 'stock', recognise: 'every-item', fields: { ...id, store: optional(keyword()) } });
/** Its columns are all of the film's too. */
const short = defineEntity({ name: 'short', recognise: 'every-item', fields: id });
/** Of a former definition of the film, whose column is gone. */
const former = defineEntity({ ...film, fields: { ...film.fields, colour: optional(keyword()) } });
const entities = [film, stock, short];

function change({ name: entity }: Entity): Change {
  const after = entity === 'film' ? { id: '1', cast: { lead: 'a', others: [{ name: 'b' }] } } : { id: '1' };
  const position = `2026-11-24T10:00:00.000/${'1'.padStart(40, '0')}` as const;
  return { id: 'e1', entity, key: '1', operation: 'created', at: '2026-11-24T11:00:00.000Z', position, after };
}

/** As releases before 198 wrote it. */
function silentFile(entity: Entity): { key: string; body: Uint8Array } {
  const columns = analyticsColumns(entity);
  const row = historyRow(columns, change(entity));
  const body = row.fits ? parquetFileWriter(columns)([row.values]) : new Uint8Array();
  return { key: historyFile(entity, [change(entity)]).key, body };
}

const told = (entity: Entity) => historyFile(entity, [change(entity)]);
const TABLE: readonly (readonly [string, { key: string; body: Uint8Array }, string | undefined])[] = [
  ['its own', told(film), undefined],
  ['its own, silent', silentFile(film), undefined],
  ['its own with a column of a former definition, silent', silentFile(former), undefined],
  ["another's", told(stock), 'it holds changes of stock'],
  ["another's, silent", silentFile(stock), 'it holds changes of stock'],
  ["another's whose columns are its own", told(short), 'it holds changes of short'],
];

test.each(TABLE)('%s', async (_, { key, body }, because) => {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-content-'));
  const path = join(directory, `7-${basename(key)}`);
  await writeFile(path, body);
  const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 128, threads: 1 });

  const found = await engine.unusable([{ path, key: key.replace(/entity=\w+/, 'entity=film') }], directory, entities);

  await rm(directory, { recursive: true });
  expect(found.get(path)).toBe(because);
});
