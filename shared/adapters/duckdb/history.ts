/** Asks the analytics copy with DuckDB: for the command line, the demo and tests. Functions never import this. */
import { resolve } from 'node:path';
import { DuckDBInstance, StatementType, type DuckDBConnection, type Json } from '@duckdb/node-api';
import type { Entity } from '../../domain/definition/entity.ts';
import { localHistory, mirrorHistory, type HistoryOrigin } from './mirror.ts';
import { jsonValue } from './json-value.ts';
import { currentSources } from './current-files.ts';
import { literal } from './sql-text.ts';
import { viewsOf } from './views.ts';

export interface HistoryOptions {
  /** Where the files are, in `history/` and `current/` below it. It is made if it is missing; one per bucket. */
  readonly directory: string;
  readonly entities: readonly Entity[];
  /** The bucket that the directory mirrors; without it the directory is read as it is. */
  readonly origin?: HistoryOrigin;
}

export interface QueryResult {
  readonly columns: readonly string[];
  /** Values are JSON: decimals as text, moments as ISO 8601. */
  readonly rows: readonly Readonly<Record<string, Json>>[];
}

export interface History {
  /**
   * One SELECT (DESCRIBE and SUMMARIZE are such) over the views `<entity>_history` (every change once) and
   * `<entity>_current` (the latest row of each key, deleted ones gone).
   * @throws Error with DuckDB's own words when the SQL is wrong, or when it is anything but a question.
   */
  query(sql: string): Promise<QueryResult>;
  /** Takes in what the bucket has got since. */
  refresh(): Promise<void>;
  close(): void;
}

export async function openHistory({ directory, entities, origin }: HistoryOptions): Promise<History> {
  const root = resolve(directory);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();

  const refresh = async (): Promise<void> => {
    if (origin)
      await mirrorHistory(
        origin,
        root,
        entities.map(({ name }) => name),
      );
    for (const entity of entities) {
      const files = await localHistory(root, entity.name);
      const history = files.length > 0 ? `${root}/history/entity=${entity.name}/*/*/*.parquet` : undefined;
      const current = await currentSources(root, entity.name, files);
      for (const view of viewsOf(entity, { history, current })) await connection.run(view);
    }
  };

  await refresh();
  await readOnly(connection, root);
  return {
    refresh,
    query: (sql) => query(connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Questions reach the files of the copy, nothing else on this machine. */
async function readOnly(connection: DuckDBConnection, root: string): Promise<void> {
  await connection.run(`SET allowed_directories = [${literal(`${root}/`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function query(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`one question at a time, got ${statements.count} statements`);
  const statement = await statements.prepare(0);
  try {
    // EXPLAIN ANALYZE would run what it explains.
    if (statement.statementType !== StatementType.SELECT) {
      throw new Error('the analytics copy is read only: ask with SELECT');
    }
    const reader = await statement.runAndReadAll();
    return { columns: reader.deduplicatedColumnNames(), rows: reader.convertRowObjects(jsonValue) };
  } finally {
    statement.destroySync();
  }
}
