/** The SQL of the views over an entity's history and snapshot. Plain text: what it says can be read, and run elsewhere. */
import { analyticsColumns, type AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import { relationNames } from '../../dialects/sql/analytics-sql.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { filesAt, GONE, latestPerKey, snapshotColumns, type Sources } from './latest.ts';
import { literal, quoted, typedNothing } from '../../dialects/duckdb/sql-text.ts';
import { notVoided } from './not-voided.ts';

export interface EntityFiles {
  /** Where all of the entity's history files are, as a glob; undefined while it has none. */
  readonly history: string | undefined;
  /** What is current: a snapshot, and the history that it has not taken in. Without a snapshot, all history. */
  readonly current: Sources;
}

/** Views of an entity without files are empty, and typed. */
export function viewsOf(entity: Entity, { history, current }: EntityFiles): readonly string[] {
  const names = relationNames(entity);
  const columns = [...analyticsColumns(entity), ...PARTITIONS];
  const sources = [
    typedNothing(columns),
    ...(history === undefined ? [] : [`${historyAt(history)} WHERE ${notVoided(current.voided ?? [])}`]),
  ];
  return [
    `CREATE OR REPLACE VIEW ${quoted(names.history)} AS ${onePerEvent(sources.join('\nUNION ALL BY NAME\n'))}`,
    `CREATE OR REPLACE VIEW ${quoted(names.current)} AS ${currentRows(entity, current)}`,
  ];
}

/** Text, as in the Glue table. */
const PARTITIONS: readonly AnalyticsColumn[] = [
  { name: 'date', type: { kind: 'string' } },
  { name: 'hour', type: { kind: 'string' } },
];

function historyAt(glob: string): string {
  // Text, as in the Glue table: hour '08' is not 8.
  const hive = 'hive_partitioning = true, hive_types_autocast = false';
  return `SELECT * EXCLUDE (entity) FROM read_parquet(${literal(glob)}, union_by_name = true, ${hive})`;
}

/**
 * A change that was delivered twice may lie in two objects. Its key, date and hour follow from its id: partitioning by
 * them too changes nothing, and lets DuckDB push filters on them down to the files.
 */
function onePerEvent(sources: string): string {
  return `SELECT * FROM (\n${sources}\n)
QUALIFY row_number() OVER (PARTITION BY _event_id, _key, date, hour) = 1`;
}

/** A snapshot that has everything holds each key once: nothing is left to be decided. */
function currentRows(entity: Entity, sources: Sources): string {
  const { snapshot = [], history = [], voided = [] } = sources;
  const rows =
    snapshot.length > 0 && history.length === 0 && voided.length === 0
      ? snapshotAlone(entity, snapshot)
      : latestPerKey(entity, sources);
  const names = analyticsColumns(entity).map(({ name }) => quoted(name));
  return `SELECT ${names.join(', ')}, strftime(_at, '%Y-%m-%d') AS date, strftime(_at, '%H') AS hour
FROM (${rows}) WHERE NOT ${GONE}`;
}

function snapshotAlone(entity: Entity, files: readonly string[]): string {
  return `${typedNothing(snapshotColumns(entity))} UNION ALL BY NAME SELECT * FROM ${filesAt(files)}`;
}
