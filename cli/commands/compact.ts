import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import {
  compact,
  dryRun,
  type CompactionReport,
  type CompactOptions,
} from '../../shared/runtime/compaction/compact.ts';
import { gatherDryRun, type GatheringReport } from '../../shared/runtime/compaction/gather.ts';
import { work } from '../../shared/runtime/compaction/work.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { describeGathering, gatheringTimes, gatherWhole } from '../compact/gathering.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { noSuch } from '../no-such.ts';
import { count } from '../output/letters.ts';
import { formatTable, grouped } from '../output/table.ts';

export interface CompactCommandOptions extends CommonOptions {
  readonly dryRun?: boolean | undefined;
  readonly gatherOlderThan?: string | undefined;
  readonly removePartsAfter?: string | undefined;
}

/** What the scheduled function does, in this process: one task after the other. */
const ENGINE = { memoryMegabytes: 700, threads: 2 };

export async function compactEntities(
  name: string | undefined,
  options: CompactCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: !options.dryRun, signal });
  const { clients, deployment, definition, terminal } = session;
  if (!deployment.analytics) {
    throw new CommandError(
      'Nothing is deployed that has an analytics copy.',
      "Declare a consumer of type 'analytics'.",
    );
  }
  const entities = named(analyticsEntities(definition), name);
  const times = gatheringTimes(options);
  const store = createS3SnapshotStore({ client: clients.s3, bucket: deployment.analytics.bucket });
  const reports: CompactionReport[] = [];
  const history: GatheringReport[] = [];
  // Of one entity: the others are compacted, as the scheduled function does it.
  const damages: Damage[] = [];
  for (const entity of entities) {
    try {
      if (options.dryRun) {
        reports.push(await dryRun(entity, { store }));
        history.push(await gatherDryRun(entity, { store, now: Date.now, times }));
        continue;
      }
      const work = workersOf(session, entity, entities, store);
      reports.push(...(await compactWhole(session, entity, work)));
      history.push(...(await gatherWhole(entity, { ...work, times })));
    } catch (error) {
      if (!isDamage(error)) throw error;
      damages.push({ entity: entity.name, code: error.code, message: error.message, next: error.next });
      terminal.note(`${entity.name}: ${error.message}\n-> ${error.next}`);
    }
  }
  terminal.result(
    { compacted: !options.dryRun, entities: reports, history, ...(damages.length > 0 && { damages }) },
    `${describe(reports, options.dryRun ?? false)}\n\n${describeGathering(history, options.dryRun ?? false)}`,
  );
  return damages.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Why an entity could not be compacted. */
interface Damage extends Pick<HeadwaterError, 'code' | 'message' | 'next'> {
  readonly entity: string;
}

function isDamage(error: unknown): error is HeadwaterError {
  return error instanceof HeadwaterError && ['HW_SNAPSHOT_DAMAGED', 'HW_COPY_UNREADABLE'].includes(error.code);
}

type Work = Omit<CompactOptions, 'limits'>;

function workersOf(
  { terminal, definition, signal }: DeployedSession,
  entity: Entity,
  entities: readonly Entity[],
  store: SnapshotStore,
): Work {
  const engine = createDuckDbSnapshotEngine({ ...ENGINE, signal });
  const now = Date.now;
  const step = `compact ${entity.name}`;
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
        onUnreadable: ({ key, because }) => terminal.note(`${key} cannot be read, and is left out: ${because}`),
      }),
    progress: ({ kind, done, of }) =>
      terminal.log({ step, state: 'running', text: `${STEPS[kind]} ${grouped(done)} of ${grouped(of)}` }),
  };
}

/** Runs until nothing is left: each takes in what the function would in one. */
async function compactWhole(
  { terminal, signal }: DeployedSession,
  entity: Entity,
  options: Work,
): Promise<readonly CompactionReport[]> {
  const reports: CompactionReport[] = [];
  do {
    signal?.throwIfAborted();
    const report = await compact(entity, options);
    reports.push(report);
    const text = `${report.status}: ${count(report.objects, 'object')} taken in, ${count(report.rows, 'key')}`;
    terminal.log({ step: `compact ${entity.name}`, state: 'done', text });
    if (report.status === 'busy')
      terminal.note(`${entity.name}: an erasure is at work. Run this again when it is done.`);
  } while (reports.at(-1)?.left !== 0);
  return reports;
}

const STEPS = {
  fold: 'history: part',
  merge: 'snapshot: bucket',
  gather: 'old history: object',
  clear: 'old history: parts of object',
} as const;

function named(entities: readonly Entity[], name: string | undefined): readonly Entity[] {
  const chosen = entities.filter((entity) => name === undefined || entity.name === name);
  if (chosen.length > 0) return chosen;
  throw noSuch(
    'entity',
    name ?? '',
    entities.map((entity) => entity.name),
  );
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
