/** A bucket in memory with one entity, its history and its snapshots. */
import { mkdtemp, rm, mkdir, writeFile, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { createMemorySnapshotStore, type StoredObject } from '../../shared/adapters/memory/snapshot-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { CompactionLimits } from '../../shared/domain/history/compaction.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { GatheringTimes } from '../../shared/dialects/s3/gathering.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { compact, type CompactionReport } from '../../shared/runtime/compaction/compact.ts';
import { gather, type GatheringReport } from '../../shared/runtime/compaction/gather.ts';
import type { UnreadableObject } from '../../shared/runtime/compaction/readable.ts';
import { work } from '../../shared/runtime/compaction/work.ts';
import { historyFile } from '../contract/history-store-files.ts';

export interface TestLake {
  readonly objects: Map<string, StoredObject>;
  /** What compactions could not read, as they named it. */
  readonly unreadable: UnreadableObject[];
  /** Its clock, epoch milliseconds. */
  now: number;
  /** Files a batch of changes, as the archiver does. */
  archive(changes: readonly Change[], as?: Entity): void;
  compact(options?: TestCompaction): Promise<CompactionReport>;
  /** Gathers history as the compactor does. */
  gather(options?: TestGathering): Promise<GatheringReport>;
  /** Asks the views, as a laptop that mirrors the bucket. */
  query(sql: string, as?: Entity): Promise<Answer['rows']>;
}

export interface TestCompaction {
  readonly limits?: CompactionLimits;
  readonly as?: Entity;
  readonly archiveDays?: number;
  /** Between the compaction and the bucket: what fails, in a test. */
  readonly through?: (store: SnapshotStore) => SnapshotStore;
}

export interface TestGathering extends Pick<TestCompaction, 'limits' | 'as' | 'through'> {
  readonly times?: GatheringTimes;
}

const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 256, threads: 1 });

export function createTestLake(entity: Entity, start = Date.parse('2026-11-24T12:00:00Z')): TestLake {
  const objects = new Map<string, StoredObject>();
  const now = () => lake.now;
  const memory = createMemorySnapshotStore(objects, now);
  const lake: TestLake = {
    objects,
    unreadable: [],
    now: start,
    archive(changes, as = entity) {
      const { key, body } = historyFile(as, changes);
      objects.set(key, { body, modified: lake.now });
    },
    compact({ limits, as = entity, archiveDays, through = (store: SnapshotStore) => store } = {}) {
      const store = through(memory);
      return compact(as, {
        store,
        now,
        workers: 2,
        retention: archiveDays === undefined ? {} : { archiveDays },
        worker: (task) =>
          work(task, { entities: [as], store, engine, now, onUnreadable: (one) => lake.unreadable.push(one) }),
        ...(limits && { limits }),
      });
    },
    gather({ limits, times, as = entity, through = (store: SnapshotStore) => store } = {}) {
      const store = through(memory);
      return gather(as, {
        store,
        now,
        workers: 2,
        worker: (task) =>
          work(task, { entities: [as], store, engine, now, onUnreadable: (one) => lake.unreadable.push(one) }),
        ...(limits && { limits }),
        ...(times && { times }),
      });
    },
    query: (sql, as = entity) => ask(objects, as, sql),
  };
  return lake;
}

async function ask(objects: TestLake['objects'], entity: Entity, sql: string): Promise<Answer['rows']> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-lake-'));
  try {
    for (const [key, { body, modified }] of objects) {
      await mkdir(dirname(join(directory, key)), { recursive: true });
      await writeFile(join(directory, key), body);
      await utimes(join(directory, key), modified / 1000, modified / 1000);
    }
    const history = await openHistory({ directory, entities: [entity] });
    try {
      return (await history.query(sql)).rows;
    } finally {
      history.close();
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}
