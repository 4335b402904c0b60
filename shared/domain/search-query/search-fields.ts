/** What of an entity's rows a search can look into: its fields as their index has them. */
import type { Entity } from '../definition/entity.ts';
import type { SearchMapping } from '../definition/field.ts';

/** How a field's values are compared: `whole` is exact text, found as a whole. */
export type SearchFieldType =
  'text' | 'whole' | 'number' | 'whole-number' | 'date' | 'boolean' | 'place' | 'unsearched';

export interface SearchField {
  /** As a search names it: `title`, `maker.city`. */
  readonly path: string;
  readonly type: SearchFieldType;
  /** The list of objects that it lies in, where the index keeps each of them apart. */
  readonly nested?: string;
  /** Its keys are free: `attributes.colour` is a field of `attributes`. */
  readonly freeKeys?: boolean;
  /** Whether words without a field look into it. */
  readonly byDefault: boolean;
}

const TYPES: ReadonlyMap<unknown, SearchFieldType> = new Map<unknown, SearchFieldType>([
  ...['text', 'match_only_text', 'search_as_you_type'].map((type) => [type, 'text'] as const),
  ...['keyword', 'wildcard', 'constant_keyword', 'flat_object'].map((type) => [type, 'whole'] as const),
  ...['double', 'float', 'half_float', 'scaled_float'].map((type) => [type, 'number'] as const),
  ...['long', 'integer', 'short', 'byte', 'unsigned_long'].map((type) => [type, 'whole-number'] as const),
  ...['date', 'date_nanos'].map((type) => [type, 'date'] as const),
  ['boolean', 'boolean'],
  ['geo_point', 'place'],
]);

type Mappings = Readonly<Record<string, SearchMapping | false>>;

/** In the order of the definition; with the fields inside objects, and a text's exact form (`title.raw`). */
export function searchFields({ fields }: Entity): readonly SearchField[] {
  return fieldsIn(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.headwater.search])));
}

function fieldsIn(mappings: Mappings, prefix = '', nested?: string): SearchField[] {
  return Object.entries(mappings).flatMap(([name, mapping]) => {
    const path = prefix + name;
    if (mapping === false || mapping['enabled'] === false || mapping['index'] === false)
      return [{ path, type: 'unsearched' as const, byDefault: false }];
    const inner = mapping['properties'] as Mappings | undefined;
    if (inner) return fieldsIn(inner, `${path}.`, mapping['type'] === 'nested' ? path : nested);
    const type = TYPES.get(mapping['type']) ?? 'unsearched';
    const freeKeys = mapping['type'] === 'flat_object';
    const within = nested === undefined ? {} : { nested };
    const byDefault = type === 'text' || (type === 'whole' && !freeKeys);
    const field: SearchField = { path, type, byDefault, ...within, ...(freeKeys && { freeKeys }) };
    const forms = fieldsIn((mapping['fields'] as Mappings | undefined) ?? {}, `${path}.`, nested);
    return [field, ...forms.map((form) => ({ ...form, byDefault: false }))];
  });
}

/** The field that a search names: as it is declared, or the only one that differs in case. */
export function namedField(fields: readonly SearchField[], name: string): SearchField | undefined {
  const exact = fields.find(({ path }) => path === name);
  if (exact) return exact;
  const free = fields.find(({ path, freeKeys }) => freeKeys && name.startsWith(`${path}.`));
  if (free) return { ...free, path: name };
  const alike = fields.filter(({ path }) => path.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}
