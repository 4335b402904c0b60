/** What is right as it stands, and is often a mistake: said at synth and by `up`, never refused. */
import { fieldReading } from './attributes.ts';
import type { Clause, Filter } from '../filter/filter.ts';
import { own } from '../own.ts';
import type { Entity } from './entity.ts';
import { fieldAt } from './field-at.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from './headwater.ts';
import { partWarnings } from './part-problems.ts';

const NO_CONSUMERS =
  'no consumers: changes are published, and no store is kept in step: add defineConsumer({ ... }) if one was meant';

/** A line each, naming table or entity, and what to do if it was not meant. */
export function definitionWarnings({ tables, consumers }: HeadwaterDefinition): readonly string[] {
  const ofTables = tables.flatMap((table) => [...timeToLiveWarnings(table), ...table.entities.flatMap(partWarnings)]);
  return consumers.length > 0 ? [...ofTables, ...consumers.flatMap(filterWarnings)] : [...ofTables, NO_CONSUMERS];
}

/** Conditions that leave no row out. */
function filterWarnings({ name, entities, filters = {} }: Consumer): string[] {
  return entities.flatMap((entity) => {
    const filter = own(filters, entity.name);
    const always = filter ? clausesIn(filter).filter((clause) => isAlwaysMet(clause, entity)) : [];
    return always.map(
      ({ field }) =>
        `consumer ${name}, filter of ${entity.name}, field ${field.join('.')}: exists() always holds, for the field is in every ` +
        `row: take it away, or declare the field optional()`,
    );
  });
}

function clausesIn(filter: Filter): readonly Clause[] {
  if ('field' in filter) return [filter];
  return ('all' in filter ? filter.all : filter.any).flatMap(clausesIn);
}

function isAlwaysMet({ field, condition }: Clause, entity: Entity): boolean {
  return condition.test === 'exists' && condition.exists && fieldAt(entity, field)?.always === true;
}

function timeToLiveWarnings({ name, timeToLive, entities }: TableDefinition): string[] {
  if (timeToLive === undefined || entities.some((entity) => fieldReading(entity, timeToLive) !== undefined)) return [];
  return [
    `table ${name}: no entity declares its TTL attribute "${timeToLive}": check its spelling; nothing is to be done if the ` +
      `items have it`,
  ];
}
