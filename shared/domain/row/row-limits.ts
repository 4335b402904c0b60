/** What a JSON Schema cannot say of a row, and a store would refuse or change all the same. */
import type { FieldSet, SearchMapping } from '../definition/field.ts';
import type { Json, JsonObject, Row } from './json.ts';
import { unfitIn } from './mapping-fit.ts';
import { own } from '../own.ts';
import type { RowFault } from './row-faults.ts';

/** index.mapping.nested_objects.limit of OpenSearch: a document with more nested objects is refused whole. */
export const MOST_NESTED_OBJECTS = 10_000;

/** @returns what finds the first fault of a row that fits its schema; undefined when there is none */
export function rowLimits(fields: FieldSet): (row: Row) => RowFault | undefined {
  const mappings = Object.entries(fields).map(([name, { headwater }]) => [name, headwater.search] as const);
  const nested = mappings.filter(([, mapping]) => holdsNested(mapping));
  const narrow = Object.fromEntries(mappings.flatMap(([name, mapping]) => (mapping ? [[name, mapping]] : [])));
  return (row) => {
    const path = pathOfUnpaired(row);
    return path ? unpaired(path) : (tooManyNested(nested, row) ?? beyondMapping(narrow, row));
  };
}

/** A mapping of one's own may take less than the field's kind: then the row is refused by both stores, not by one. */
function beyondMapping(mappings: Readonly<Record<string, SearchMapping>>, row: Row): RowFault | undefined {
  const found = unfitIn(mappings, row);
  return found && { field: pointerTo(found.path), problem: `does not fit its mapping in the index: ${found.why}` };
}

function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function unpaired(path: readonly string[]): RowFault {
  return {
    field: pointerTo(path),
    problem: 'holds half of a surrogate pair: UTF-8 has no such character, so no copy could hold it',
  };
}

/** The way to the first text, or to the first object with a name, that is no well-formed Unicode. */
function pathOfUnpaired(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    if (!name.isWellFormed()) return [];
    const path = pathOfUnpaired(inner);
    if (path) return [name, ...path];
  }
  return undefined;
}

function tooManyNested(nested: readonly (readonly [string, Mapping])[], row: Row): RowFault | undefined {
  const counts = nested.map(([name, mapping]) => ({ name, count: nestedObjects(mapping, own(row, name)) }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total <= MOST_NESTED_OBJECTS) return undefined;
  const [most] = counts.toSorted((one, other) => other.count - one.count);
  return {
    field: `/${most?.name ?? ''}`,
    problem: `takes the row to ${total} nested objects, and OpenSearch takes ${MOST_NESTED_OBJECTS} in a document: declare the list without \`nested\`, or write fewer`,
  };
}

type Mapping = SearchMapping | false | undefined;

/** How many documents of their own OpenSearch makes of a value. A list has its element's mapping. */
function nestedObjects(mapping: Mapping, value: Json | undefined): number {
  if (!mapping || typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).reduce<number>((sum, element) => sum + nestedObjects(mapping, element), 0);
  }
  const inner = Object.entries(propertiesOf(mapping));
  const here = mapping['type'] === 'nested' ? 1 : 0;
  return inner.reduce((sum, [name, field]) => sum + nestedObjects(field, own(value as JsonObject, name)), here);
}

function holdsNested(mapping: Mapping): boolean {
  if (!mapping) return false;
  return mapping['type'] === 'nested' || Object.values(propertiesOf(mapping)).some(holdsNested);
}

function propertiesOf(mapping: SearchMapping): Readonly<Record<string, SearchMapping>> {
  return (mapping['properties'] ?? {}) as Readonly<Record<string, SearchMapping>>;
}
