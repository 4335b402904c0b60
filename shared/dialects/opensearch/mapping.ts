import { LONG_TERMS } from '../../domain/definition/analysis-parts.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { KEYWORD } from '../../domain/definition/field.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { own } from '../../domain/own.ts';

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
const FILTER = ['lowercase', 'asciifolding'];

/** A longer term is left out, as `ignore_above` leaves out a keyword: Lucene would refuse the document. */
const LONGEST_TERM = { type: 'length', min: 0, max: KEYWORD.ignore_above };

export type Mapping = Readonly<Record<string, unknown>>;

/** Notes that an index carries about itself, in its mapping's `_meta`. */
export interface IndexMeta {
  readonly headwater?: {
    /** Fields that its documents hold and its mapping does not: a search would not find the values written so far. */
    readonly unsearched?: readonly string[];
    /** The reindex that made it. */
    readonly reindex?: string;
  };
}

/** As in `PUT /<index>/_mapping`. */
export interface IndexMapping {
  readonly dynamic: false;
  readonly properties: Readonly<Record<string, Mapping>>;
}

export interface IndexBody {
  readonly settings: object;
  readonly mappings: IndexMapping & { readonly _meta: IndexMeta };
}

/** What a new index of the entity is made with. @param reindex what makes it, if a reindex does. @throws HeadwaterError HW_CONFIG for a field named `_sync`. */
export function indexBody(entity: Entity, reindex?: string): IndexBody {
  const searched = searchedFields(entity);
  const _meta = { headwater: { unsearched: unsearchedFields(entity), ...(reindex !== undefined && { reindex }) } };
  return {
    settings: {
      index: {
        number_of_shards: 1,
        // None on one node, one on two, two on three and more (Multi-AZ with standby asks for copies in threes).
        auto_expand_replicas: '0-2',
        ...(searched.length > 0 && { 'query.default_field': searched }),
      },
      analysis: analysis(entity),
    },
    mappings: { ...mappings(entity), _meta },
  };
}

/** How text is taken apart. Fixed when an index is made: OpenSearch changes it in closed indices only. */
export function analysis({ search = {} }: Entity): object {
  const { tokenizer = 'standard', filter: named = FILTER } = search.analyzer ?? {};
  const bounded = [tokenizer, ...named].some((part) => LONG_TERMS.has(part));
  const filter = bounded ? [...named, 'longest_term'] : named;
  const own = bounded ? { longest_term: LONGEST_TERM } : {};
  const analyzer = { default: { type: 'custom', tokenizer, filter } };
  if (!search.synonyms || search.synonyms.length === 0) return { ...(bounded && { filter: own }), analyzer };
  return {
    // OpenSearch reads the rules by the filters in front of this one: they need not be written in lower case.
    filter: { ...own, synonyms: { type: 'synonym_graph', synonyms: search.synonyms } },
    analyzer: { ...analyzer, default_search: { type: 'custom', tokenizer, filter: [...filter, 'synonyms'] } },
  };
}

/** The explicit mapping of an entity: what it declares, and nothing a row happens to hold. */
export function mappings(entity: Entity): IndexMapping {
  if (Object.hasOwn(entity.fields, SYNC)) {
    const message = `entity ${entity.name}: field ${SYNC} is taken by Headwater's own marks; give it another name`;
    throw new HeadwaterError('HW_CONFIG', message);
  }
  return { dynamic: false, properties: { ...rowProperties(entity), [SYNC]: SYNC_MAPPING } };
}

/** Fields that rows hold and no mapping has. */
export function unsearchedFields({ fields }: Entity): readonly string[] {
  return Object.keys(fields).filter((name) => own(fields, name)?.headwater.search === false);
}

/** What a search without named fields looks into: the entity's text and keyword fields. */
export function searchedFields(entity: Entity): readonly string[] {
  return searchable(rowProperties(entity), '');
}

function rowProperties(entity: Entity): Record<string, Mapping> {
  const searched = Object.entries(entity.fields).flatMap(
    ([
      name,
      {
        headwater: { search },
      },
    ]): [string, Mapping][] => (search === false ? [] : [[name, search]]),
  );
  return Object.fromEntries(searched);
}

function searchable(properties: Readonly<Record<string, Mapping>>, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, mapping]) => {
    const path = prefix + name;
    if (mapping['properties']) return searchable(mapping['properties'] as Record<string, Mapping>, `${path}.`);
    const found = mapping['type'] === 'text' || mapping['type'] === 'keyword';
    // OpenSearch reads what stands behind "^" as a boost, and has no other way to write the sign.
    return found && mapping['index'] !== false ? [path.replaceAll('^', '*')] : [];
  });
}
