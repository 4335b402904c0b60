import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';

/** The object in every document that holds its marks; rows cannot have a field of this name. */
export const SYNC = '_sync';

/**
 * Of the marks only these are indexed: `del` hides tombstones, `at` and `t` find old ones to purge, `key` is the order of a
 * scan (sorting on `_id` would load every id into the heap). Position and event id are kept in the source only.
 */
const SYNC_MAPPING = {
  dynamic: false,
  properties: {
    del: { type: 'boolean', doc_values: false },
    at: { type: 'date', format: 'epoch_millis', doc_values: false },
    t: { type: 'date', format: 'epoch_millis', doc_values: false },
    key: { type: 'keyword' },
  },
};

/** Text is found without regard to case and accents: `amelie` finds "Amélie". */
const ANALYSIS = {
  analyzer: { default: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] } },
};

type Mapping = Readonly<Record<string, unknown>>;

export interface IndexBody {
  readonly settings: object;
  readonly mappings: object;
}

/** What a new index of the entity is made with. @throws HeadwaterError HW_CONFIG for a field named `_sync`. */
export function indexBody(entity: Entity): IndexBody {
  return {
    settings: {
      index: {
        number_of_shards: 1,
        // None on one node, one on two, two on three and more (Multi-AZ with standby asks for copies in threes).
        auto_expand_replicas: '0-2',
        ...searchedFields(entity),
      },
      analysis: ANALYSIS,
    },
    mappings: mappings(entity),
  };
}

/** The explicit mapping of an entity: what it declares, and nothing a row happens to hold. */
export function mappings(entity: Entity): object {
  if (SYNC in entity.fields) {
    const message = `entity ${entity.name}: field ${SYNC} is taken by Headwater's own marks; give it another name`;
    throw new HeadwaterError('HW_CONFIG', message);
  }
  return { dynamic: false, properties: { ...rowProperties(entity), [SYNC]: SYNC_MAPPING } };
}

/** The settings by which a search without named fields looks into the entity's text and keyword fields. */
export function searchedFields(entity: Entity): { readonly 'query.default_field'?: readonly string[] } {
  const fields = searchable(rowProperties(entity), '');
  return fields.length === 0 ? {} : { 'query.default_field': fields };
}

function rowProperties(entity: Entity): Record<string, Mapping> {
  const properties: Record<string, Mapping> = {};
  for (const [name, { headwater }] of Object.entries(entity.fields)) {
    if (headwater.search !== false) properties[name] = headwater.search;
  }
  return properties;
}

function searchable(properties: Readonly<Record<string, Mapping>>, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, mapping]) => {
    const path = prefix + name;
    if (mapping['properties']) return searchable(mapping['properties'] as Record<string, Mapping>, `${path}.`);
    const found = mapping['type'] === 'text' || mapping['type'] === 'keyword';
    return found && mapping['index'] !== false ? [path] : [];
  });
}
