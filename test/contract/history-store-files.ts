import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectKey, partitionOf } from '../../shared/adapters/s3/object-key.ts';
import { parquetFileWriter } from '../../shared/adapters/s3/parquet-file.ts';
import { analyticsColumns, historyRow } from '../../shared/domain/analytics-columns.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';

/** Writes changes of one entity and hour as the store would, to a directory instead of a bucket. */
export async function writeHistoryFile(directory: string, entity: Entity, changes: readonly Change[]): Promise<void> {
  const columns = analyticsColumns(entity);
  const rows = changes.map((change) => {
    const row = historyRow(columns, change);
    if (!row.fits) throw new Error(row.reason.message);
    return row.values;
  });
  const partition = partitionOf(entity.name, changes[0]?.at ?? '');
  const key = objectKey(
    partition,
    changes.map(({ id }) => id),
  );
  await mkdir(join(directory, partition), { recursive: true });
  await writeFile(join(directory, key), parquetFileWriter(columns)(rows));
}
