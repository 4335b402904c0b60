/** What is right as it stands, and is often a mistake: said at synth and by `up`, never refused. */
import { fieldReading } from './attributes.ts';
import type { HeadwaterDefinition, TableDefinition } from './headwater.ts';
import { partWarnings } from './part-problems.ts';

const NO_CONSUMERS =
  'no consumers: changes are published, and no store is kept in step: add defineConsumer({ ... }) if one was meant';

/** A line each, naming table or entity, and what to do if it was not meant. */
export function definitionWarnings({ tables, consumers }: HeadwaterDefinition): readonly string[] {
  const ofTables = tables.flatMap((table) => [...timeToLiveWarnings(table), ...table.entities.flatMap(partWarnings)]);
  return consumers.length > 0 ? ofTables : [...ofTables, NO_CONSUMERS];
}

function timeToLiveWarnings({ name, timeToLive, entities }: TableDefinition): string[] {
  if (timeToLive === undefined || entities.some((entity) => fieldReading(entity, timeToLive) !== undefined)) return [];
  return [
    `table ${name}: no entity declares its TTL attribute "${timeToLive}": check its spelling; nothing is to be done if the ` +
      `items have it`,
  ];
}
