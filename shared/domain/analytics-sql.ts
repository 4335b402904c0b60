/**
 * The SQL of the analytics copy, in words that Athena (Trino) and DuckDB share. Queries are written over `<entity>_history`
 * (every change once) and `<entity>_current` (each key's latest row, deleted ones gone).
 */
import { analyticsColumns } from './analytics-columns.ts';
import type { Entity } from './definition/entity.ts';
import { DEFAULT_MARGIN_MS } from './precedence.ts';

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
  SELECT *, row_number() OVER (PARTITION BY _event_id, _key, "date", "hour" ORDER BY _at) AS nth_of_its_kind
  FROM ${source}
) AS deliveries
WHERE nth_of_its_kind = 1`;
}

/**
 * Of each key the stream change with the highest position and the row read last; of these two the one that the precedence
 * lets win (domain/precedence.ts); then the deleted are gone. Changes that came twice fall away with the rest.
 */
export function latestRows(entity: Entity, source: string): string {
  return `SELECT ${columnNames(entity).join(', ')}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY _key
    ORDER BY
      CASE WHEN _position IS NULL THEN _at - INTERVAL '${MARGIN_SECONDS}' SECOND ELSE _at END DESC,
      CASE WHEN _position IS NULL THEN 1 ELSE 0 END) AS nth_of_its_key
  FROM (
    SELECT *, row_number() OVER (
      PARTITION BY _key, _position IS NULL ORDER BY _position DESC, _at DESC, _event_id DESC) AS nth_of_its_kind
    FROM ${source}
  ) AS kinds
  WHERE nth_of_its_kind = 1
) AS ranked
WHERE nth_of_its_key = 1 AND _operation NOT IN ('deleted', 'absent')`;
}

/**
 * A query as Athena takes it, which knows only the tables of files: what the query says by the names above stands in front.
 *
 * @param tableOf the quoted name of the table that holds an entity's files
 */
export function standalone(sql: string, entities: readonly Entity[], tableOf: (entity: Entity) => string): string {
  const relations = entities.flatMap((entity) => {
    const { history, current } = relationNames(entity);
    return [
      { name: history, text: everyChangeOnce(entity, tableOf(entity)) },
      { name: current, text: latestRows(entity, tableOf(entity)) },
    ];
  });
  const named = relations.filter(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(sql));
  if (named.length === 0) return sql;
  const front = named.map(({ name, text }) => `${name} AS (\n${indented(text)}\n)`).join(', ');
  const rest = /^\s*WITH\s/i.exec(sql)?.[0];
  return rest === undefined ? `WITH ${front}\n${sql}` : `WITH ${front}, ${sql.slice(rest.length)}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
