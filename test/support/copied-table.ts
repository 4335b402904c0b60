/** A table in memory, its search index in memory, and its analytics copy in a real bucket: for damages to the copy. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { createChangeHistory, createHistoryGaps, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { MemoryItemSource } from '../../shared/adapters/memory/item-source.ts';
import { createMemoryJoin } from '../../shared/adapters/memory/key-join.ts';
import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import { compact } from '../../shared/runtime/compaction/compact.ts';
import { work } from '../../shared/runtime/compaction/work.ts';
import { findDamage } from '../../shared/runtime/set-aside/find-damage.ts';
import { mendDamage } from '../../shared/runtime/set-aside/mend.ts';
import type { Copy, Difference } from '../../shared/runtime/verify/copy.ts';
import { planRepair } from '../../shared/runtime/verify/repair.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import { verifyAll } from '../../shared/runtime/verify/verify.ts';
import { historyFile } from '../contract/history-store-files.ts';

/** A change of the table: what is written at a key, or that it goes. */
export interface Write {
  readonly key: string;
  /** ISO 8601 */
  readonly at: string;
  /** What the row holds beside its key; undefined for a deletion. */
  readonly value?: Row;
}

export interface Judged {
  readonly result: Verification;
  readonly differences: readonly Difference[];
  /** Keys of objects of the copy that cannot be used. */
  readonly unreadable: readonly string[];
  /** Why nothing can be said of the copy. */
  readonly fault: string | undefined;
}

export interface CopiedTable extends AsyncDisposable {
  readonly files: BucketFiles;
  /** Writes to the table; the index and the history get the changes. @returns the object of the history */
  write(writes: readonly Write[]): Promise<string>;
  compact(): Promise<void>;
  verify(): Promise<Judged>;
  /** What `set-aside --yes` does. @returns keys of what was moved */
  setAside(): Promise<readonly string[]>;
  /** What `repair --yes` sends to the copies. @returns how many reads, by consumer */
  repair(differences: readonly Difference[]): Promise<ReadonlyMap<string, number>>;
  /** Current rows of the copy, by their keys. */
  current(): Promise<ReadonlyMap<string, Row>>;
  /** The table's, as the copy should have them. */
  expected(): ReadonlyMap<string, Row>;
}

const GENERATION = '2026-11-01T09:00:00.000';
const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 256, threads: 1 });
const now = Date.now;

/** @param entity with an `id`, which is its key */
export async function openCopiedTable(client: S3Client, entity: Entity): Promise<CopiedTable> {
  const [bucket, name] = [`copied-${randomUUID()}`, entity.name];
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const [files, snapshots] = [createS3BucketFiles(client, bucket), createS3SnapshotStore({ client, bucket })];
  const archive = createS3HistoryStore({ client, bucket, entities: [entity] });
  const table = new MemoryItemSource();
  const search = createMemorySearchStore();
  await search.prepare([entity]);
  const directory = await mkdtemp(join(tmpdir(), 'headwater-copied-'));
  const rows = copiedRows(entity);
  const ofTable = (row: Row): Row => rows.ofTable(row) ?? row;
  const source = {
    entities: new Set([name]),
    scan: () => table.scan(),
    scanPage: (...page: Parameters<MemoryItemSource['scanPage']>) => table.scanPage(...page),
    read: (of: string, keys: readonly string[]) => table.read(of, keys),
  };
  const look = { source, marginMs: DEFAULT_MARGIN_MS, now };

  const openCopies = (history: History): readonly Copy[] => {
    const store = createRowCopy(history, [entity]);
    const changes = createChangeHistory(history, [entity], directory);
    const copy = { entity: name, store, expects: ofTable };
    const gaps = createHistoryGaps(history, directory);
    const base = { entity: name, generation: GENERATION };
    const analytics: Copy = { ...base, ...copy, consumer: 'analytics', gaps, readsWinAfterMs: DEFAULT_MARGIN_MS };
    const index: Copy = { ...base, consumer: 'search', store: search, expects: (row) => row, tombstonesSince: 0 };
    // As the command line does: what a history that lacks objects says of marks is not asked.
    const isWhole = history.faultOf(name) === undefined && history.unreadable().length === 0;
    const searching = isWhole ? { ...index, history: { changes, copy } } : index;
    return history.faultOf(name) === undefined ? [analytics, searching] : [searching];
  };
  const opened = async <T>(run: (history: History) => Promise<T>): Promise<T> => {
    const history = await openHistory({ directory, entities: [entity], origin: { client, bucket } });
    try {
      return await run(history);
    } finally {
      history.close();
    }
  };
  let sequence = 0;

  return {
    files,
    async write(writes) {
      const changes = writes.map(({ key, at, value }): Change => {
        sequence += 1;
        const before = table.rows.get(key);
        const held = before?.status === 'row' ? before.row : undefined;
        const moment = { id: `e${sequence}-${key}`, entity: name, key, at };
        const position = positionOf(GENERATION, String(sequence));
        const after = { id: key, ...value };
        if (value === undefined) table.rows.delete(key);
        else table.rows.set(key, { status: 'row', entity: name, key, row: after, readAt: 0 });
        if (value === undefined) return { ...moment, position, operation: 'deleted', before: held ?? { id: key } };
        if (!held) return { ...moment, position, operation: 'created', after };
        return { ...moment, position, operation: 'updated', before: held, after, changed: Object.keys(value) };
      });
      await search.apply(changes);
      const { key, body } = historyFile(entity, changes);
      await files.write(key, body);
      return key;
    },
    async compact() {
      const worker = (task: Parameters<typeof work>[0]) =>
        work(task, { entities: [entity], store: snapshots, engine, now });
      await compact(entity, { store: snapshots, now, workers: 1, retention: {}, worker: worker as never });
    },
    verify: () =>
      opened(async (history) => {
        const differences: Difference[] = [];
        const onDifference = (difference: Difference) => void differences.push(difference);
        const copies = openCopies(history);
        const options = { ...look, copies, tables: [source], graceMs: 0, makeJoin: createMemoryJoin, onDifference };
        const result = await verifyAll(options);
        const unreadable = history.unreadable().map(({ key }) => key);
        return { result, differences, unreadable, fault: history.faultOf(name) };
      }),
    setAside: () =>
      opened(async (history) => {
        const damage = await findDamage(name, history.unreadable(), { files, snapshots });
        return (await mendDamage(damage, { files, snapshots }, now)).map(({ key }) => key);
      }),
    repair: (differences) =>
      opened(async (history) => {
        const sent = new Map<string, number>();
        for (const copy of openCopies(history)) {
          const keys = differences.filter(({ consumer }) => consumer === copy.consumer).map(({ key }) => key);
          const { mendings } = await planRepair(copy, keys, look);
          const changes = mendings.map(({ change }) => change);
          await (copy.consumer === 'search' ? search.apply(changes) : archive.append(changes));
          sent.set(copy.consumer, changes.length);
        }
        return sent;
      }),
    current: () =>
      opened(async (history) => {
        const documents = createRowCopy(history, [entity]).scan(name);
        const found = new Map<string, Row>();
        for await (const { key, row } of documents) found.set(key, row);
        return found;
      }),
    expected: () =>
      new Map(
        [...table.rows].flatMap(([key, one]) => (one.status === 'row' ? [[key, ofTable(one.row)] as const] : [])),
      ),
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true });
    },
  };
}
