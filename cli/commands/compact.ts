import { compactEntities as compactAll } from '../../operations/compact/compact-entities.ts';
import { gatheringTimes } from '../../operations/compact/gathering.ts';
import type { CompactionReport } from '../../shared/runtime/compaction/compact.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeGathering } from '../output/gathering.ts';
import { formatTable, grouped } from '../output/table.ts';
import type { CompactCommandOptions } from '../verbs/compact.ts';

export async function compactEntities(
  entity: string | undefined,
  options: CompactCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const dry = options.dryRun ?? false;
  const session = await openDeployedSession(options, { writes: !dry, signal });
  const times = gatheringTimes(options);
  const { snapshots, history, damages } = await compactAll(session, { entity, dry, times });
  session.terminal.result(
    { compacted: !dry, entities: snapshots, history, ...(damages.length > 0 && { damages }) },
    `${describe(snapshots, dry)}\n\n${describeGathering(history, dry)}`,
  );
  return damages.length > 0 ? EXIT.failed : EXIT.ok;
}

function describe(reports: readonly CompactionReport[], dry: boolean): string {
  const columns = [
    'entity',
    dry ? 'would be' : 'snapshot',
    'objects',
    'bytes',
    'left',
    'keys',
    'tombstones',
    'buckets',
  ];
  const rows = reports.map(({ entity, status, objects, bytes, left, rows, tombstones, buckets }) => {
    return [
      entity,
      status,
      grouped(objects),
      grouped(bytes),
      grouped(left),
      grouped(rows),
      grouped(tombstones),
      buckets,
    ];
  });
  return formatTable(columns, rows);
}
