/** The questions that every entity's analytics copy can be asked by name. */
import { columnNames, latestRows, relationNames } from './analytics-sql.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { HeadwaterDefinition, NamedQuery } from '../../domain/definition/headwater.ts';
import { analyticsEntities } from '../../domain/definition/lookup.ts';

/** Of each entity in the analytics copy, and then the definition's own. */
export function namedQueries(definition: HeadwaterDefinition): readonly NamedQuery[] {
  return [...analyticsEntities(definition).flatMap(entityQueries), ...(definition.queries ?? [])];
}

function entityQueries(entity: Entity): readonly NamedQuery[] {
  const { name } = entity;
  const { history, current } = relationNames(entity);
  const columns = columnNames(entity).join(', ');
  return [
    {
      name: `${name}-current`,
      description: `Every ${name} as it is now`,
      sql: `SELECT ${columns}\nFROM ${current}`,
    },
    {
      name: `${name}-row-history`,
      description: `One ${name}'s life: every change of its key, oldest first`,
      parameters: ['key'],
      // Stream changes follow their positions; where two share a time, a read comes first.
      sql: `SELECT ${columns}\nFROM ${history}\nWHERE _key = ?\nORDER BY _at, _position NULLS FIRST, _event_id`,
    },
    {
      name: `${name}-as-of`,
      description: `Every ${name} as it was at a time (UTC): what had been written to the table by then`,
      parameters: ['time, as 2026-11-23 18:00:00'],
      sql: latestRows(entity, `(SELECT * FROM ${history} WHERE _at <= CAST(? AS TIMESTAMP)) AS known`),
    },
    {
      name: `${name}-changes-per-hour`,
      description: `Changes of ${name} per hour and operation, from one day to another (both inside, UTC)`,
      parameters: ['first day', 'last day'],
      sql: `SELECT "date", "hour", _operation, count(*) AS changes
FROM ${history}
WHERE "date" BETWEEN ? AND ?
GROUP BY "date", "hour", _operation
ORDER BY "date", "hour", _operation`,
    },
  ];
}
