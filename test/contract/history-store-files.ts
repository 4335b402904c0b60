import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { objectKey, partitionOf } from '../../shared/dialects/s3/history-key.ts';
import { parquetFileWriter } from '../../shared/adapters/s3/parquet-file.ts';
import { historyRow } from '../../shared/dialects/parquet/history-row.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';

/** Changes of one entity and hour as the store would put them into a bucket. */
export function historyFile(
  entity: Entity,
  changes: readonly Change[],
  columns = analyticsColumns(entity),
): { key: string; body: Uint8Array } {
  const rows = changes.map((change) => {
    const row = historyRow(columns, change);
    if (!row.fits) throw new Error(row.reason.message);
    return row.values;
  });
  const ids = changes.map(({ id }) => id);
  return {
    key: objectKey(partitionOf(entity.name, changes[0]?.at ?? ''), ids),
    body: parquetFileWriter(columns, entity.name)(rows),
  };
}

/** The same into a directory. */
export async function writeHistoryFile(directory: string, entity: Entity, changes: readonly Change[]): Promise<void> {
  const { key, body } = historyFile(entity, changes);
  await mkdir(dirname(join(directory, key)), { recursive: true });
  await writeFile(join(directory, key), body);
}
