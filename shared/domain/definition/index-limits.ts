/** How much an index of OpenSearch takes of a definition: counted as OpenSearch counts (test/contract/index-limits.test.ts). */
import type { Entity } from './entity.ts';
import type { SearchMapping } from './field.ts';

/** index.mapping.total_fields.limit. */
export const MOST_FIELDS = 1_000;
/** index.mapping.depth.limit is 20, and the document itself is the first. */
export const DEEPEST_OBJECT = 19;
/** index.mapping.nested_fields.limit. */
export const MOST_NESTED_FIELDS = 50;
/** Headwater's own marks in each document, `_sync` and what is in it (dialects/opensearch/mapping.ts). */
export const OWN_FIELDS = 5;

export type Properties = Readonly<Record<string, SearchMapping>>;

/** What is wrong with an entity that is to be indexed, a line each, naming entity, count, limit and fix. */
export function indexLimitProblems({ name, fields }: Entity): string[] {
  const properties = Object.fromEntries(
    Object.entries(fields).flatMap(([field, { headwater }]) => (headwater.search ? [[field, headwater.search]] : [])),
  );
  const total = fieldCount(properties) + OWN_FIELDS;
  const [deepest, nested] = [deepestObject(properties), nestedCount(properties)];
  const problems: string[] = [];
  if (total > MOST_FIELDS) {
    problems.push(
      `entity ${name}: its fields make ${total} of the index (objects, subfields such as title.raw and ${OWN_FIELDS} of Headwater's own count), and OpenSearch takes ${MOST_FIELDS}: set \`search: false\` on fields that nobody searches, or declare an object as json()`,
    );
  }
  if (deepest.length > DEEPEST_OBJECT) {
    problems.push(
      `entity ${name}, field ${deepest.join('.')}: objects ${deepest.length} deep, and OpenSearch takes ${DEEPEST_OBJECT} within each other: declare one of them as json({ search: false }), or set \`search: false\` on it`,
    );
  }
  if (nested > MOST_NESTED_FIELDS) {
    problems.push(
      `entity ${name}: ${nested} nested lists, and OpenSearch takes ${MOST_NESTED_FIELDS}: leave \`nested\` out of those whose objects nobody asks for one by one`,
    );
  }
  return problems;
}

/** How many fields OpenSearch counts: each field and object, their subfields, and what a type adds for itself. */
export function fieldCount(properties: Properties): number {
  const counts = Object.values(properties).map(
    (mapping) =>
      1 + added(mapping) + fieldCount(partsOf(mapping, 'fields')) + fieldCount(partsOf(mapping, 'properties')),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Fields that OpenSearch makes beside one: shingles and prefixes for completion as one types. */
function added({ type, index_prefixes, index_phrases, max_shingle_size = 3 }: SearchMapping): number {
  if (type === 'search_as_you_type') return Number(max_shingle_size);
  return type === 'text' ? Number(Boolean(index_prefixes)) + Number(Boolean(index_phrases)) : 0;
}

/** The path of an object that lies deepest. */
function deepestObject(properties: Properties): readonly string[] {
  const paths = Object.entries(properties)
    .filter(([, mapping]) => isObject(mapping))
    .map(([name, mapping]) => [name, ...deepestObject(partsOf(mapping, 'properties'))]);
  return paths.reduce<readonly string[]>((one, other) => (other.length > one.length ? other : one), []);
}

function nestedCount(properties: Properties): number {
  const counts = Object.values(properties).map(
    (mapping) => Number(mapping['type'] === 'nested') + nestedCount(partsOf(mapping, 'properties')),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function isObject({ type, properties }: SearchMapping): boolean {
  return type === 'object' || type === 'nested' || (type === undefined && properties !== undefined);
}

function partsOf(mapping: SearchMapping, name: 'fields' | 'properties'): Properties {
  return (mapping[name] ?? {}) as Properties;
}
