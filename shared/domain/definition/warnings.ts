/** What is right as it stands, and is often a mistake: said at synth and by `up`, never refused. */
import { fieldReading } from './attributes.ts';
import type { HeadwaterDefinition, TableDefinition } from './headwater.ts';
import { partWarnings } from './part-problems.ts';

/** A line each, naming table or entity, and what to do if it was not meant. */
export function definitionWarnings({ tables }: HeadwaterDefinition): readonly string[] {
  return tables.flatMap((table) => [...timeToLiveWarnings(table), ...table.entities.flatMap(partWarnings)]);
}

function timeToLiveWarnings({ name, timeToLive, entities }: TableDefinition): string[] {
  if (timeToLive === undefined || entities.some((entity) => fieldReading(entity, timeToLive) !== undefined)) return [];
  return [
    `table ${name}: no entity declares its TTL attribute "${timeToLive}": check its spelling; nothing is to be done if the ` +
      `items have it`,
  ];
}
