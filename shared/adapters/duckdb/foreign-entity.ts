/** Of which entity a history file is: two entities can have changes of the same ids, and so the same names of objects. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { analyticsColumns } from '../../domain/history/analytics-columns.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { ENTITY_MARK } from '../../dialects/s3/history-key.ts';
import type { FetchedObject } from '../../ports/snapshot-engine.ts';
import { readValues } from './read-answer.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

/**
 * Files of earlier releases do not say whose they are. They are foreign when all of their columns are another entity's and not
 * all this one's: columns of a former definition are nobody's.
 *
 * @returns by path the entity that it is of, where that is not the one of its folder
 */
export async function foreignEntities(
  connection: DuckDBConnection,
  files: readonly FetchedObject[],
  entities: readonly Entity[],
): Promise<ReadonlyMap<string, string>> {
  const told = await entitiesTold(connection, files);
  const silent = files.filter(({ path }) => !told.has(path));
  const columns = await columnsIn(connection, silent);
  const known = new Map(entities.map((entity) => [entity.name, namesIn(entity)]));
  const foreign = new Map<string, string>();
  for (const { path, key } of files) {
    const own = /^history\/entity=([^/]+)\//.exec(key)?.[1] ?? '';
    const of = told.get(path) ?? ownerOf(columns.get(path) ?? [], own, known);
    if (of !== undefined && of !== own) foreign.set(path, of);
  }
  return foreign;
}

function ownerOf(
  columns: readonly string[],
  own: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const isOf = (names: ReadonlySet<string> | undefined): boolean => columns.every((name) => names?.has(name) === true);
  if (columns.length === 0 || !known.has(own) || isOf(known.get(own))) return undefined;
  return [...known].find(([, names]) => isOf(names))?.[0];
}

function namesIn(entity: Entity): ReadonlySet<string> {
  return new Set(analyticsColumns(entity).map(({ name }) => name));
}

async function entitiesTold(connection: DuckDBConnection, files: readonly FetchedObject[]) {
  const rows = await readValues(
    connection,
    `SELECT file_name, decode(value) FROM parquet_kv_metadata([${listed(files)}]) WHERE decode(key) = ${literal(ENTITY_MARK)}`,
  );
  return new Map(rows.map(([path, entity]) => [path as string, entity as string]));
}

/** Those of the first level: a member of a struct is no column. */
async function columnsIn(connection: DuckDBConnection, files: readonly FetchedObject[]) {
  const columns = new Map<string, string[]>();
  if (files.length === 0) return columns;
  const rows = await readValues(
    connection,
    `SELECT file_name, name, num_children::INTEGER FROM parquet_schema([${listed(files)}])`,
  );
  const open = new Map<string, number[]>();
  for (const [path, name, children] of rows as [string, string, number | null][]) {
    const depth = open.get(path) ?? [];
    if (depth.length === 1) columns.set(path, [...(columns.get(path) ?? []), name]);
    depth.push(children ?? 0);
    // Whoever has no child left is closed, and with it whom that leaves without one.
    while (depth.length > 0 && depth.at(-1) === 0) {
      depth.pop();
      const parent = depth.pop();
      if (parent !== undefined) depth.push(parent - 1);
    }
    open.set(path, depth);
  }
  return columns;
}

function listed(files: readonly FetchedObject[]): string {
  return files.map(({ path }) => literal(path)).join(', ');
}
