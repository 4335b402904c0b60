/** DynamoDB reads the expiry time of an item as a number of epoch seconds, and never expires any other value. */
import { fieldReading } from './attributes.ts';
import type { Entity } from './entity.ts';
import type { FieldTraits } from './field.ts';
import type { TableDefinition } from './headwater.ts';
import { own } from '../own.ts';

/** Fields that are read from the table's TTL attribute, and hold no number of seconds: a line each, with the fix. */
export function timeToLiveProblems({ name, timeToLive, entities, partitionKey, sortKey }: TableDefinition): string[] {
  if (timeToLive === undefined) return [];
  const key = [partitionKey, sortKey].find((one) => one?.name === timeToLive && one.type !== 'number');
  const ofKey = key
    ? [
        `table ${name}: timeToLive names the key "${timeToLive}", which is a ${key.type}: DynamoDB expires by a number of epoch seconds: name such an attribute`,
      ]
    : [];
  return [...ofKey, ...entities.flatMap((entity) => problemsOf(entity, timeToLive, name))];
}

function problemsOf(entity: Entity, timeToLive: string, table: string): string[] {
  const field = fieldReading(entity, timeToLive);
  const traits = field === undefined ? undefined : own(entity.fields, field)?.headwater;
  if (!traits || holdsSeconds(traits)) return [];
  const milliseconds = traits.time?.form === 'epoch';
  const what = milliseconds ? 'counts milliseconds, so that no item would ever expire' : 'holds no number';
  return [
    `entity ${entity.name}, field ${field}: table ${table} expires items by it (timeToLive), and it ${what}: write epochSeconds() or integer(), with epoch seconds in the items`,
  ];
}

function holdsSeconds({ kind, time, coerce }: FieldTraits): boolean {
  if (time) return time.form === 'epoch' && time.unit === 'seconds';
  // `coerce` reads a number as its text.
  return kind === 'integer' || kind === 'double' || kind === 'decimal' || kind === 'json' || coerce === true;
}
