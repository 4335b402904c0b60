import type { GatheringReport } from '../../shared/runtime/compaction/gather.ts';
import { formatTable, grouped } from './table.ts';

/** What a gathering of old history did, or would do, by entity. */
export function describeGathering(reports: readonly GatheringReport[], dry: boolean): string {
  const columns = dry
    ? ['old history', 'would be', 'small objects', 'bytes', 'into', 'parts to remove', 'waiting']
    : ['old history', 'is', 'small objects', 'bytes', 'into', 'parts removed', 'waiting'];
  return formatTable(
    columns,
    reports.map(({ entity, status, parts, bytes, objects, objectsBytes, removed, waiting }) => [
      entity,
      status,
      grouped(parts),
      grouped(bytes),
      dry ? grouped(objects) : `${grouped(objects)} (${grouped(objectsBytes)} bytes)`,
      grouped(removed),
      grouped(waiting),
    ]),
  );
}
