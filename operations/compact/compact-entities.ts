import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import type { GatheringTimes } from '../../shared/dialects/s3/gathering.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import {
  compact,
  dryRun,
  type CompactionReport,
  type CompactOptions,
} from '../../shared/runtime/compaction/compact.ts';
import { gatherDryRun, type GatheringReport } from '../../shared/runtime/compaction/gather.ts';
import { work } from '../../shared/runtime/compaction/work.ts';
import type { Deployed } from '../deployed.ts';
import { noSuch } from '../no-such.ts';
import { OperationError } from '../operation-error.ts';
import { gatherWhole } from './gathering.ts';

/** What the scheduled function does, in this process: one task after the other. */
const ENGINE = { memoryMegabytes: 700, threads: 2 };

export interface CompactEntitiesOptions {
  /** @default all */
  readonly entity?: string | undefined;
  readonly dry: boolean;
  readonly times: GatheringTimes;
}

export interface CompactEntitiesReport {
  readonly snapshots: readonly CompactionReport[];
  readonly history: readonly GatheringReport[];
  /** Of one entity: the others are compacted, as the scheduled function does it. */
  readonly damages: readonly Damage[];
}

/** Why an entity could not be compacted. */
export interface Damage extends Pick<HeadwaterError, 'code' | 'message' | 'next'> {
  readonly entity: string;
}

/** History to snapshots, then old history to larger objects. @throws OperationError when there is no analytics copy */
export async function compactEntities(
  deployed: Deployed,
  { entity: name, dry, times }: CompactEntitiesOptions,
): Promise<CompactEntitiesReport> {
  const { clients, deployment, definition } = deployed;
  if (!deployment.analytics) {
    throw new OperationError(
      'Nothing is deployed that has an analytics copy.',
      "Declare a consumer of type 'analytics'.",
    );
  }
  const entities = named(analyticsEntities(definition), name);
  const store = createS3SnapshotStore({ client: clients.s3, bucket: deployment.analytics.bucket });
  const snapshots: CompactionReport[] = [];
  const history: GatheringReport[] = [];
  const damages: Damage[] = [];
  for (const entity of entities) {
    try {
      if (dry) {
        snapshots.push(await dryRun(entity, { store }));
        history.push(await gatherDryRun(entity, { store, now: Date.now, times }));
        continue;
      }
      const work = workersOf(deployed, entity, entities, store);
      snapshots.push(...(await compactWhole(deployed, entity, work)));
      history.push(...(await gatherWhole(entity, { ...work, times })));
    } catch (error) {
      if (!isDamage(error)) throw error;
      const { code, message, next } = error;
      damages.push({ entity: entity.name, code, message, next });
      deployed.onProgress({ of: 'compact', step: 'damaged', entity: entity.name, message, next });
    }
  }
  return { snapshots, history, damages };
}

function isDamage(error: unknown): error is HeadwaterError {
  return error instanceof HeadwaterError && ['HW_SNAPSHOT_DAMAGED', 'HW_COPY_UNREADABLE'].includes(error.code);
}

type Work = Omit<CompactOptions, 'limits'>;

function workersOf(
  { onProgress, definition, signal }: Deployed,
  entity: Entity,
  entities: readonly Entity[],
  store: SnapshotStore,
): Work {
  const engine = createDuckDbSnapshotEngine({ ...ENGINE, signal });
  const now = Date.now;
  return {
    store,
    now,
    retention: definition,
    workers: 1,
    worker: (task) =>
      work(task, {
        entities,
        store,
        engine,
        now,
        onUnreadable: ({ key, because }) => onProgress({ of: 'compact', step: 'leaves-out', key, because }),
      }),
    progress: (task) => onProgress({ of: 'compact', step: 'works', entity: entity.name, task }),
  };
}

/** Runs until nothing is left: each takes in what the function would in one. */
async function compactWhole(
  { onProgress, signal }: Deployed,
  entity: Entity,
  options: Work,
): Promise<readonly CompactionReport[]> {
  const reports: CompactionReport[] = [];
  do {
    signal?.throwIfAborted();
    const report = await compact(entity, options);
    reports.push(report);
    onProgress({ of: 'compact', step: 'took-in', entity: entity.name, report });
    if (report.status === 'busy') onProgress({ of: 'compact', step: 'busy', entity: entity.name });
  } while (reports.at(-1)?.left !== 0);
  return reports;
}

function named(entities: readonly Entity[], name: string | undefined): readonly Entity[] {
  const chosen = entities.filter((entity) => name === undefined || entity.name === name);
  if (chosen.length > 0) return chosen;
  throw noSuch(
    'entity',
    name ?? '',
    entities.map((entity) => entity.name),
  );
}
