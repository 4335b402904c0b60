/** A bucket in memory, asked as Athena would: by the pointers alone, with the text that has all of it in front. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { snapshotColumns } from '../../shared/adapters/duckdb/latest.ts';
import { readAnswer } from '../../shared/adapters/duckdb/read-answer.ts';
import { literal, typedNothing } from '../../shared/dialects/duckdb/sql-text.ts';
import type { StoredObject } from '../../shared/adapters/memory/snapshot-store.ts';
import { analyticsColumns, type AnalyticsColumn } from '../../shared/domain/history/analytics-columns.ts';
import { standalone, type EntityTables } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { addressesKey, reachKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { parseReach } from '../../shared/dialects/s3/snapshot-reach.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';

export type Bucket = ReadonlyMap<string, StoredObject>;

const TEXT = { kind: 'string' } as const;
const PARTITIONS: readonly AnalyticsColumn[] = [
  { name: 'date', type: TEXT },
  { name: 'hour', type: TEXT },
];

/** @param known whether the reach stands in the text, as the command line has it, or is asked for by it */
export async function askAsAthena(
  objects: Bucket,
  entity: Entity,
  sql: string,
  { known = false }: { readonly known?: boolean } = {},
): Promise<Answer['rows']> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-as-athena-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const tables = await tablesOf(objects, entity, directory);
    const reach = known ? parseReach(textOf(objects, reachKey(entity.name))) : tables.reach;
    const text = standalone(sql, [entity], () => ({ ...tables, reach }));
    return (await readAnswer(await connection.run(text))).rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(directory, { recursive: true });
  }
}

async function tablesOf(objects: Bucket, entity: Entity, directory: string): Promise<EntityTables> {
  const { name } = entity;
  const history = await save(
    objects,
    [...objects.keys()].filter((key) => key.startsWith(`history/entity=${name}/`)),
    directory,
  );
  const named = textOf(objects, addressesKey(name))?.split('\n').filter(Boolean) ?? [];
  const snapshot = await save(objects, named, directory);
  const [reach] = await save(objects, objects.has(reachKey(name)) ? [reachKey(name)] : [], directory);
  const columns = "columns = {'history_from': 'VARCHAR', 'outlived_before': 'VARCHAR'}, header = false, delim = ','";
  return {
    history: files([...analyticsColumns(entity), ...PARTITIONS], history, true),
    snapshot: files(snapshotColumns(entity), snapshot, false),
    reach:
      reach === undefined
        ? "(SELECT '' AS history_from, '' AS outlived_before WHERE false)"
        : `read_csv(${literal(reach)}, ${columns})`,
  };
}

/** Typed by the table, as Glue's are: without files it is empty. */
function files(columns: readonly AnalyticsColumn[], paths: readonly string[], partitioned: boolean): string {
  const nothing = typedNothing(columns);
  if (paths.length === 0) return `(${nothing})`;
  const options = `union_by_name = true, hive_partitioning = ${partitioned}`;
  const hive = partitioned ? `${options}, hive_types_autocast = false` : options;
  return `(${nothing} UNION ALL BY NAME SELECT ${partitioned ? '* EXCLUDE (entity)' : '*'} FROM read_parquet([${paths.map(literal).join(', ')}], ${hive}))`;
}

async function save(objects: Bucket, keys: readonly string[], directory: string): Promise<readonly string[]> {
  return Promise.all(
    keys.map(async (key) => {
      const object = objects.get(key);
      if (!object) throw new Error(`HIVE_CANNOT_OPEN_SPLIT: ${key} is not there`);
      const path = join(directory, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, object.body);
      return path;
    }),
  );
}

function textOf(objects: Bucket, key: string): string | undefined {
  const object = objects.get(key);
  return object && Buffer.from(object.body).toString();
}
