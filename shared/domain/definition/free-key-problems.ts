import type { Entity } from './entity.ts';
import type { FieldTraits } from './field.ts';
import { isFlat, LONGEST_FREE_PATH } from './free-keys.ts';
import type { TableDefinition } from './headwater.ts';
import { keyParts } from './policy.ts';

/** What is wrong with an entity's `map()` and `rest()`, a line each. */
export function freeKeyProblems(entity: Entity, table: TableDefinition): string[] {
  const fields = Object.entries(entity.fields).map(([name, { headwater }]) => [name, headwater] as const);
  const rests = fields.filter(([, { kind }]) => kind === 'rest').map(([name]) => name);
  const parts = keyParts(table, entity);
  const problems = fields.flatMap(([name, traits]) => [
    ...misplaced(`entity ${entity.name}, field ${name}`, traits),
    ...longPaths(entity, name, traits),
  ]);
  if (rests.length > 1) {
    problems.push(`entity ${entity.name}: fields ${rests.join(' and ')} are each rest(): leave one of them`);
  }
  for (const rest of rests) {
    const where = `entity ${entity.name}, field ${rest}`;
    if (parts.includes(rest)) problems.push(`${where}: rest() cannot be part of the key: give it another name`);
    if (fields.some(([name, { attribute }]) => name === rest && attribute !== undefined)) {
      problems.push(`${where}: rest() is read from all attributes that have no field: leave its attribute out`);
    }
  }
  return problems;
}

function misplaced(where: string, { element, fields = {} }: FieldTraits): string[] {
  const inside = [...Object.values(fields), ...(element ? [element] : [])];
  if (inside.some(({ kind }) => kind === 'rest')) {
    return [`${where}: rest() stands among the entity's own fields only: use map() for a map of the item`];
  }
  return inside.flatMap((inner) => misplaced(where, inner));
}

/** The path stands before each value in the index. */
function longPaths(entity: Entity, path: string, { search, element, fields = {} }: FieldTraits): string[] {
  if (element) return longPaths(entity, path, element);
  const inside = Object.entries(fields).flatMap(([name, inner]) => longPaths(entity, `${path}.${name}`, inner));
  if (!isFlat(search) || Buffer.byteLength(path) <= LONGEST_FREE_PATH) return inside;
  return [
    ...inside,
    `entity ${entity.name}, field ${path.slice(0, 60)}…: its path has over ${LONGEST_FREE_PATH} bytes: shorten it, or give search: false`,
  ];
}
