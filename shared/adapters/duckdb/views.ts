/** The SQL of the views over an entity's history. Plain text: what it says can be read, and run elsewhere. */
import { analyticsColumns, columnName, type AnalyticsColumn } from '../../domain/analytics-columns.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { ColumnType } from '../../domain/definition/fields.ts';
import { DEFAULT_MARGIN_MS } from '../../domain/precedence.ts';

/** A snapshot row wins over a stream change older than its read by more than this. */
const SNAPSHOT_MARGIN_SECONDS = DEFAULT_MARGIN_MS / 1000;

/** `film` -> `film_history`, `film_current`; a hyphen in an entity's name becomes an underscore. */
function viewNames(entity: string): { readonly history: string; readonly current: string } {
  const name = entity.replaceAll('-', '_');
  return { history: `${name}_history`, current: `${name}_current` };
}

/** Pattern of the names of an entity's files, below a directory that mirrors a bucket. */
export function filesOf(root: string, entity: string): string {
  return `${root}/history/entity=${entity}/*/*/*.parquet`;
}

/** @param glob where the entity's Parquet files are; undefined while it has none: the views are then empty, and typed. */
export function viewsOf(entity: Entity, glob: string | undefined): readonly string[] {
  const { history, current } = viewNames(entity.name);
  const sources = [typedNothing(analyticsColumns(entity)), ...(glob === undefined ? [] : [filesAt(glob)])];
  return [
    `CREATE OR REPLACE VIEW ${quoted(history)} AS ${onePerEvent(sources.join('\nUNION ALL BY NAME\n'))}`,
    `CREATE OR REPLACE VIEW ${quoted(current)} AS ${latestPerKey(quoted(history))}`,
  ];
}

/** Gives the view all the columns of the entity, also those that no file has yet. */
function typedNothing(columns: readonly AnalyticsColumn[]): string {
  const typed = columns.map(({ name, type }) => `NULL::${duckdbType(type)} AS ${quoted(name)}`);
  return `SELECT ${typed.join(', ')}, NULL::VARCHAR AS date, NULL::VARCHAR AS hour WHERE false`;
}

function filesAt(glob: string): string {
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

/**
 * Of each key the stream change with the highest position and the snapshot row read last; of these two the one that
 * design section 4 lets win; then the deleted are gone.
 */
function latestPerKey(history: string): string {
  return `WITH newest AS (
  SELECT * FROM ${history}
  QUALIFY row_number() OVER (PARTITION BY _key, _position IS NULL ORDER BY _position DESC, _at DESC, _event_id DESC) = 1
), winner AS (
  SELECT * FROM newest
  QUALIFY row_number() OVER (PARTITION BY _key ORDER BY
    CASE WHEN _position IS NULL THEN _at - INTERVAL ${SNAPSHOT_MARGIN_SECONDS} SECOND ELSE _at END DESC,
    _position IS NULL) = 1
)
SELECT * FROM winner WHERE _operation NOT IN ('deleted', 'absent')`;
}

function duckdbType(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'json':
      return 'VARCHAR';
    case 'boolean':
    case 'double':
    case 'date':
    case 'timestamp':
      return type.kind.toUpperCase();
    case 'long':
      return 'BIGINT';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'list':
      return `${duckdbType(type.element)}[]`;
    case 'struct': {
      const fields = Object.entries(type.fields);
      return `STRUCT(${fields.map(([name, inner]) => `${quoted(columnName(name))} ${duckdbType(inner)}`).join(', ')})`;
    }
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
