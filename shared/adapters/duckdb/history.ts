/** Asks the analytics copy with DuckDB: for the command line, the demo and tests. Functions never import this. */
import { join, resolve } from 'node:path';
import { DuckDBInstance, StatementType, type DuckDBConnection } from '@duckdb/node-api';
import { mentions, relationNames } from '../../dialects/sql/analytics-sql.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { VoidedChange } from '../../domain/change/voided.ts';
import type { AnalyticsQuestions, Answer } from '../../ports/analytics-questions.ts';
import { snapshotFolder } from '../../dialects/s3/snapshot-key.ts';
import { breakOffOn } from './break-off.ts';
import { alteredFiles, mirroredObjects } from './content-check.ts';
import { renameHidingColumns } from './hiding-columns.ts';
import { localHistory, mirrorHistory, type HistoryOrigin } from './mirror.ts';
import { currentSources } from './current-files.ts';
import { readAnswer, streamRows } from './read-answer.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';
import { unreadableFiles } from './unreadable-files.ts';
import type { UnreadableFile } from './unreadable-record.ts';
import { viewsOf } from './views.ts';
import { mirrorVoided, voidedBelow } from './voided.ts';

export interface HistoryOptions {
  /** Where the files are, in `history/` and `current/` below it. It is made if it is missing; one per bucket. */
  readonly directory: string;
  readonly entities: readonly Entity[];
  /** The bucket that the directory mirrors; without it the directory is read as it is. */
  readonly origin?: HistoryOrigin;
  /** What DuckDB's buffers may use of the memory, in MB; beyond it, it uses the disk, and one thread. @default most of what there is */
  readonly memoryMb?: number;
  /** Aborted, it breaks off the question that is being answered, and refuses others. */
  readonly signal?: AbortSignal | undefined;
}

/** DESCRIBE and SUMMARIZE are questions too. */
export interface History extends AnalyticsQuestions {
  /** Like `query`, for answers that are too large for memory: in chunks, as DuckDB finds them. A second one waits for the first to end. */
  stream(sql: string): AsyncIterable<Answer['rows']>;
  /** Takes in what the bucket has got since. An entity whose files cannot be read does not keep it from the others. */
  refresh(): Promise<void>;
  /** Why an entity's files cannot be read, in DuckDB's words; undefined when they can. */
  faultOf(entity: string): string | undefined;
  /** History objects of the bucket that cannot be read, and why: answers are without them. */
  unreadable(): readonly UnreadableFile[];
  /** Paths of the files of its snapshot; none while it has none, or cannot be read. */
  snapshotFilesOf(entity: string): readonly string[];
  /** Changes that answers leave out, because they are known to be false. */
  voidedOf(entity: string): readonly VoidedChange[];
  close(): void;
}

export async function openHistory({ directory, entities, origin, memoryMb, signal }: HistoryOptions): Promise<History> {
  const root = resolve(directory);
  const instance = await DuckDBInstance.create(':memory:', memoryMb === undefined ? {} : within(memoryMb, root));
  const connection = await instance.connect();
  const breakingOff = breakOffOn(signal, connection);

  const faults = new Map<string, string>();
  const voided = new Map<string, readonly VoidedChange[]>();
  const snapshots = new Map<string, readonly string[]>();
  let leftOut: readonly UnreadableFile[] = [];
  const takeIn = async (): Promise<void> => {
    const names = entities.map(({ name }) => name);
    signal?.throwIfAborted();
    if (origin) {
      const [check, rename] = [checkOn(instance, entities), renameOn(instance)];
      ({ unreadable: leftOut } = await mirrorHistory(origin, root, names, check, rename));
      await mirrorVoided(origin, root, names);
    }
    for (const entity of entities) {
      try {
        voided.set(entity.name, await voidedBelow(root, entity.name));
        refuseDamaged(entity, leftOut);
        snapshots.set(entity.name, await makeViews(connection, entity, root, voided.get(entity.name) ?? []));
        faults.delete(entity.name);
      } catch (error) {
        snapshots.delete(entity.name);
        faults.set(entity.name, messageOf(error));
      }
    }
  };

  const refresh = oneAtATime(takeIn);
  const stream = inTurn((sql) => streamed(instance, sql, signal));
  await refresh();
  await readOnly(connection, root);
  const refuseUnreadable = (sql: string): void => {
    const asked = entities.filter((entity) => faults.has(entity.name) && asksFor(sql, entity));
    for (const { name } of asked) throw unreadable(name, faults.get(name) ?? '');
  };
  return {
    refresh,
    faultOf: (entity) => faults.get(entity),
    unreadable: () => leftOut,
    snapshotFilesOf: (entity) => snapshots.get(entity) ?? [],
    voidedOf: (entity) => voided.get(entity) ?? [],
    async query(sql, values = []) {
      refuseUnreadable(sql);
      return asked(() => query(connection, sql, values), signal);
    },
    async *stream(sql) {
      refuseUnreadable(sql);
      yield* stream(sql);
    },
    close: () => {
      breakingOff[Symbol.dispose]();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function checkOn(instance: DuckDBInstance, entities: readonly Entity[]) {
  return (paths: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    onItsOwn(instance, async (own) => {
      const unreadable = await unreadableFiles(own, paths, 'whole');
      const readable = paths.filter((path) => !unreadable.has(path));
      return new Map([...unreadable, ...(await alteredFiles(own, mirroredObjects(readable), entities))]);
    });
}

function renameOn(instance: DuckDBInstance) {
  return (paths: readonly string[]) => onItsOwn(instance, (own) => renameHidingColumns(own, paths));
}

/** On a connection of its own: a question may be under way on the other. */
async function onItsOwn<T>(instance: DuckDBInstance, run: (own: DuckDBConnection) => Promise<T>): Promise<T> {
  const own = await instance.connect();
  try {
    return await run(own);
  } finally {
    own.closeSync();
  }
}

/** One after another: whoever asks for a refresh gets one that begins after the question, and all who wait the same one. */
function oneAtATime(takeIn: () => Promise<void>): () => Promise<void> {
  let running = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = takeIn();
        return running;
      });
    return next;
  };
}

/** @throws Error of an entity whose snapshot lacks a file: its current rows would lack keys */
function refuseDamaged({ name }: Entity, objects: readonly UnreadableFile[]): void {
  const damaged = objects.find(({ key }) => key.startsWith(snapshotFolder(name)));
  if (damaged) throw new Error(`${damaged.key} cannot be read: ${damaged.because}`);
}

/** @returns the snapshot's files */
async function makeViews(
  connection: DuckDBConnection,
  entity: Entity,
  root: string,
  voided: readonly VoidedChange[],
): Promise<readonly string[]> {
  const files = await localHistory(root, entity.name);
  const history = files.length > 0 ? `${root}/history/entity=${entity.name}/*/*/*.parquet` : undefined;
  const current = { ...(await currentSources(root, entity.name, files)), voided };
  for (const view of viewsOf(entity, { history, current })) await connection.run(view);
  return current.snapshot ?? [];
}

/** By a view's name, or by the files themselves. */
function asksFor(sql: string, entity: Entity): boolean {
  const { history, current } = relationNames(entity);
  return mentions(sql, history) > 0 || mentions(sql, current) > 0 || sql.includes(`/entity=${entity.name}/`);
}

function unreadable(entity: string, fault: string): HeadwaterError {
  return new HeadwaterError(
    'HW_COPY_UNREADABLE',
    `the analytics copy of ${entity} cannot be read; other entities can: ${fault}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Each thread reads files by buffers that no limit counts, and files are read once: docs/decisions/141. */
function within(memoryMb: number, root: string): Record<string, string> {
  return {
    memory_limit: `${memoryMb}MB`,
    temp_directory: join(root, 'tmp'),
    threads: '1',
    preserve_insertion_order: 'false',
    enable_external_file_cache: 'false',
  };
}

async function asked<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    throw refusalOf(error);
  }
}

/** HW_QUERY_REFUSED with DuckDB's own words, which say where in the SQL; what is no fault of the SQL stays as it is. */
function refusalOf(error: unknown): unknown {
  const told = error instanceof Error ? error.message : String(error);
  // Its binding has no words for a text without a statement: empty, a comment, a semicolon.
  const message = told === 'Error in native callback' ? 'There is no statement in this SQL.' : told;
  const isOfMachine = /^(?:IO|Out of Memory|Serialization|INTERNAL|FATAL) Error:/.test(message);
  return isOfMachine ? error : new HeadwaterError('HW_QUERY_REFUSED', message, { cause: error });
}

/** One after another: two large answers at a time need the memory of both. */
function inTurn(answer: (sql: string) => AsyncIterable<Answer['rows']>): typeof answer {
  let last: Promise<unknown> = Promise.resolve();
  return async function* (sql) {
    const before = last;
    const turn = Promise.withResolvers<undefined>();
    last = turn.promise;
    await before;
    try {
      yield* answer(sql);
    } finally {
      turn.resolve(undefined);
    }
  };
}

/** On a connection of its own: the next question to the same one ends a stream early, without an error. */
async function* streamed(
  instance: DuckDBInstance,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncIterable<Answer['rows']> {
  const connection = await instance.connect();
  try {
    using _ = breakOffOn(signal, connection);
    yield* streamRows(await connection.stream(sql));
  } finally {
    connection.closeSync();
  }
}

/** Questions reach the files of the copy, nothing else on this machine. */
async function readOnly(connection: DuckDBConnection, root: string): Promise<void> {
  await connection.run(`SET allowed_directories = [${literal(`${root}/`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function query(connection: DuckDBConnection, sql: string, values: readonly string[]): Promise<Answer> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`one question at a time, got ${statements.count} statements`);
  const statement = await statements.prepare(0);
  try {
    // EXPLAIN ANALYZE would run what it explains.
    if (statement.statementType !== StatementType.SELECT) {
      throw new Error('the analytics copy is read only: ask with SELECT');
    }
    if (statement.parameterCount !== values.length) {
      throw new Error(`the question has ${statement.parameterCount} "?" and was given ${values.length} values`);
    }
    statement.bind([...values]);
    return await readAnswer(await statement.run());
  } finally {
    statement.destroySync();
  }
}
