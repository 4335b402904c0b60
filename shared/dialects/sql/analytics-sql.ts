/**
 * The SQL of the analytics copy, in words that Athena (Trino) and DuckDB share. Queries are written over `<entity>_history`
 * (every change once) and `<entity>_current` (each key's latest row, deleted ones gone).
 */
import { analyticsColumns } from '../../domain/history/analytics-columns.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { DEFAULT_MARGIN_MS } from '../../domain/change/precedence.ts';
import { voidedName, type VoidedChange } from '../../domain/change/voided.ts';
import { ALL_HISTORY, type SnapshotReach } from '../s3/snapshot-reach.ts';

/** A snapshot row wins over a stream change older than its read by more than this. */
const MARGIN_SECONDS = DEFAULT_MARGIN_MS / 1000;

/** `film` -> `film_history`, `film_current`; a hyphen in an entity's name becomes an underscore. */
export function relationNames(entity: Pick<Entity, 'name'>): { readonly history: string; readonly current: string } {
  const name = sqlName(entity.name);
  return { history: `${name}_history`, current: `${name}_current` };
}

/** Glue and Athena want letters, digits and underscores: so a table of files is named after its entity. */
export function sqlName(name: string): string {
  return name.replaceAll('-', '_').toLowerCase();
}

/** The names of the columns of both relations, quoted. */
export function columnNames(entity: Entity): readonly string[] {
  return [...analyticsColumns(entity).map(({ name }) => quoted(name.toLowerCase())), '"date"', '"hour"'];
}

/** A change that was delivered twice may lie in two objects. Its key, date and hour follow from its id. */
export function everyChangeOnce(entity: Entity, source: string): string {
  return `SELECT ${columnNames(entity).join(', ')}
FROM (
  SELECT *, row_number() OVER (PARTITION BY _event_id, _key, "date", "hour" ORDER BY _at) AS _nth_of_its_kind
  FROM ${source}
) AS deliveries
WHERE _nth_of_its_kind = 1`;
}

/**
 * Of each key the stream change with the highest position and the row read last; of these two the one that the precedence
 * lets win (domain/change/precedence.ts); then the deleted are gone. Changes that came twice fall away with the rest. A change later
 * than the read wins over one with a higher position that the read contains: that position was forged (docs/decisions/200).
 */
export function latestRows(entity: Entity, source: string): string {
  return `SELECT ${columnNames(entity).join(', ')}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY _key
    ORDER BY CASE
      WHEN _position IS NULL THEN 2
      WHEN _nth_of_its_kind = 1 AND (_last_read IS NULL OR _at >= _last_read - INTERVAL '${MARGIN_SECONDS}' SECOND) THEN 0
      WHEN _nth_by_time = 1 AND _at >= _last_read THEN 1
      ELSE 3 END) AS _nth_of_its_key
  FROM (
    SELECT *,
      row_number() OVER (
        PARTITION BY _key, _position IS NULL ORDER BY _position DESC, _at DESC, _event_id DESC) AS _nth_of_its_kind,
      row_number() OVER (
        PARTITION BY _key, _position IS NULL ORDER BY _at DESC, _position DESC, _event_id DESC) AS _nth_by_time,
      max(CASE WHEN _position IS NULL THEN _at END) OVER (PARTITION BY _key) AS _last_read
    FROM ${source}
  ) AS kinds
  WHERE _nth_of_its_kind = 1 OR _nth_by_time = 1
) AS ranked
WHERE _nth_of_its_key = 1 AND _operation NOT IN ('deleted', 'absent')`;
}

/** What an entity's files are called in a question: names of tables, or what stands for them. */
export interface EntityTables {
  readonly history: string;
  readonly snapshot: string;
  /** A table with `history_from` and `outlived_before`, in one row or none; or what its row says, known already. */
  readonly reach: string | SnapshotReach;
  /** Left out, because they are known to be false. @default none */
  readonly voided?: readonly VoidedChange[];
}

/** The Glue tables (infra/constructs/analytics-lake.ts). */
export function tableNames(entity: Pick<Entity, 'name'>): {
  readonly history: string;
  readonly snapshot: string;
  readonly reach: string;
} {
  const name = sqlName(entity.name);
  return { history: name, snapshot: `${name}_snapshot`, reach: `${name}_snapshot_reach` };
}

/** The tables of a Glue database, for `standalone`. @param reach when it is known already */
export function tablesIn(
  database: string,
  entity: Pick<Entity, 'name'>,
  reach?: SnapshotReach,
  voided: readonly VoidedChange[] = [],
): EntityTables {
  const names = tableNames(entity);
  const inDatabase = (table: string): string => `${quoted(database)}.${quoted(table)}`;
  return {
    history: inDatabase(names.history),
    snapshot: inDatabase(names.snapshot),
    reach: reach ?? inDatabase(names.reach),
    voided,
  };
}

/**
 * The snapshot and the history that it may not have taken in; what it has, twice: `latestRows` takes either. A snapshot's files
 * have no partitions: day and hour come from the time. An aggregate answers also where no snapshot is.
 */
function snapshotAndSince(entity: Entity, { history, snapshot, reach, voided }: EntityTables): string {
  const own = analyticsColumns(entity).map(({ name }) => quoted(name.toLowerCase()));
  const { historyFrom, outlivedBefore } = typeof reach === 'string' ? reachFrom(reach) : reachOf(reach);
  return `(
  SELECT ${own.join(', ')}, CAST(CAST(_at AS DATE) AS VARCHAR) AS "date",
    lpad(CAST(EXTRACT(HOUR FROM _at) AS VARCHAR), 2, '0') AS "hour"
  FROM ${realOf(snapshot, voided)} AS compacted
  UNION ALL
  SELECT ${columnNames(entity).join(', ')}
  FROM ${realOf(history, voided)} AS since
  WHERE "date" >= ${historyFrom} AND _at >= CAST(${outlivedBefore} AS TIMESTAMP)
) AS everything`;
}

/** A table without what is known to be false. */
function realOf(table: string, voided: readonly VoidedChange[] = []): string {
  if (voided.length === 0) return table;
  const names = voided.map((one) => `'${voidedName(one).replaceAll("'", "''")}'`).join(', ');
  return `(SELECT * FROM ${table} AS every_change WHERE _event_id || ' ' || coalesce(_position, '') NOT IN (${names}))`;
}

function reachOf({ historyFrom, outlivedBefore }: SnapshotReach): SnapshotReach {
  return { historyFrom: `'${historyFrom}'`, outlivedBefore: `'${outlivedBefore}'` };
}

function reachFrom(table: string): SnapshotReach {
  const value = (column: string, otherwise: string): string =>
    `(SELECT coalesce(max(${column}), '${otherwise}') FROM ${table} AS reach)`;
  return {
    historyFrom: value('history_from', ALL_HISTORY.historyFrom),
    outlivedBefore: value('outlived_before', ALL_HISTORY.outlivedBefore),
  };
}

/** A query as Athena takes it, which knows only the tables of files: what the query says by the names above stands in front. */
export function standalone(
  sql: string,
  entities: readonly Entity[],
  tablesOf: (entity: Entity) => EntityTables,
): string {
  const relations = entities.flatMap((entity) => {
    const { history, current } = relationNames(entity);
    const tables = tablesOf(entity);
    return [
      { name: history, text: everyChangeOnce(entity, `${realOf(tables.history, tables.voided)} AS told`) },
      { name: current, text: latestRows(entity, snapshotAndSince(entity, tables)) },
    ];
  });
  // A saved query, asked again, says itself what the names stand for.
  const isSaid = (name: string): boolean => new RegExp(`\\b${name}\\s+AS\\s*\\(`, 'i').test(sql);
  const named = relations.filter(({ name }) => mentions(sql, name) > 0 && !isSaid(name));
  if (named.length === 0) return sql;
  const front = named.map(({ name, text }) => `${name} AS (\n${indented(text)}\n)`).join(', ');
  const rest = /^\s*WITH\s/i.exec(sql)?.[0];
  return rest === undefined ? `WITH ${front}\n${sql}` : `WITH ${front}, ${sql.slice(rest.length)}`;
}

/** How often a query names a relation, also in front of a column. Each time that it stands in a FROM its files are read. */
export function mentions(sql: string, relation: string): number {
  return sql.match(new RegExp(`\\b${relation}\\b`, 'gi'))?.length ?? 0;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
