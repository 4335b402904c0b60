/** What is wrong with a field's own mapping (`search: { ... }`), as far as it is known before an index is made. */
import { nearest } from './did-you-mean.ts';
import { own } from '../own.ts';
import type { Entity } from './entity.ts';
import type { FieldKind, FieldTraits, SearchMapping } from './field.ts';
import { MAPPING_TYPES, PLUGIN_TYPES, UNCHECKED_TYPES } from './mapping-types.ts';
import { isRecord, shown } from './shape.ts';

const words = (text: string): readonly string[] => text.split(' ');

/** They take any scalar. */
const TEXTS = words(
  'keyword text match_only_text search_as_you_type wildcard constant_keyword completion token_count binary',
);
const NUMBERS = words('byte short integer long unsigned_long float half_float double scaled_float');
/** They have a form of their own for what they take, which a mapping does not tell. */
const FORMS = words('flat_object geo_shape join percolator completion rank_features');
const OBJECTS = ['object', 'nested', ...FORMS];
const RANGES = words('integer_range long_range float_range double_range date_range ip_range');

/**
 * The types that a kind's values have a form for. Of these some take less than the kind: the row schema then asks the same of
 * each row (mapping-fit.ts). `json` may hold any form.
 */
export const TYPES: Readonly<Record<Exclude<FieldKind, 'list' | 'json'>, readonly string[]>> = {
  text: [...TEXTS, ...NUMBERS, ...words('boolean ip ip_range version rank_feature')],
  integer: [...TEXTS, ...NUMBERS, 'rank_feature', 'date'],
  double: [...TEXTS, ...NUMBERS, 'rank_feature'],
  decimal: [...TEXTS, ...NUMBERS, 'rank_feature'],
  boolean: [...TEXTS, 'boolean'],
  time: [...TEXTS, 'date', 'date_nanos'],
  binary: TEXTS,
  object: [...OBJECTS, ...RANGES, 'geo_point', 'xy_point', 'xy_shape'],
  'geo-point': ['geo_point', 'object', 'nested', 'flat_object'],
  map: OBJECTS,
  rest: OBJECTS,
};

/** The kind of field whose values such a type takes. */
const KIND_FOR: Readonly<Record<string, string>> = {
  date: 'timestamp() or date()',
  date_nanos: 'timestamp()',
  boolean: 'boolean()',
  binary: 'binary()',
  geo_point: 'geoPoint()',
  object: 'object({ ... })',
  nested: 'list(object({ ... }), { nested: true })',
  flat_object: 'map()',
  knn_vector: 'list(double())',
  ...Object.fromEntries(NUMBERS.map((type) => [type, 'integer(), double() or decimal(10, 2)'])),
  ...Object.fromEntries(TEXTS.map((type) => [type, 'keyword() or text()'])),
};

/** A line each, naming entity, field and fix. */
export function mappingProblems({ name, fields, search }: Entity): string[] {
  const plugins = search?.plugins ?? [];
  return Object.entries(fields).flatMap(([field, { headwater }]) =>
    problemsOf(`entity ${name}, field ${field}`, headwater, headwater.search, plugins),
  );
}

function problemsOf(
  where: string,
  traits: FieldTraits,
  mapping: SearchMapping | false,
  plugins: readonly string[],
): string[] {
  if (mapping === false) return [];
  const { type = 'object', properties, fields } = mapping;
  if (typeof type !== 'string')
    return [`${where}: search: type is ${shown(type)}: give the name of one, such as 'keyword'`];
  const wrong = typeProblem(type, plugins) ?? parameterProblem(type, mapping) ?? misfit(type, traits, mapping);
  return [
    ...(wrong === undefined ? [] : [`${where}: search: ${wrong}`]),
    ...entriesOf(fields).flatMap(([form, inner]) => problemsOf(`${where}, form ${form}`, traits, inner, plugins)),
    ...entriesOf(properties).flatMap(([inside, inner]) => {
      const declared = own(elementOf(traits).fields, inside);
      return declared ? problemsOf(`${where}.${inside}`, declared, inner, plugins) : [];
    }),
  ];
}

function typeProblem(type: string, plugins: readonly string[]): string | undefined {
  const known = [...MAPPING_TYPES.keys(), ...UNCHECKED_TYPES, ...PLUGIN_TYPES, ...plugins];
  if (known.includes(type)) return undefined;
  const near = nearest(type, known);
  const hint = near === undefined ? '' : `did you mean "${near}"? `;
  return `OpenSearch has no type "${type}": ${hint}One of a plugin of your domain is named in the entity's search.plugins as well`;
}

function parameterProblem(type: string, mapping: SearchMapping): string | undefined {
  const known = MAPPING_TYPES.get(type);
  const strange = known && Object.keys(mapping).find((name) => name !== 'type' && !known.includes(name));
  if (strange === undefined || known === undefined) return undefined;
  const near = nearest(strange, known);
  return `the type "${type}" has no parameter ${strange}: ${near === undefined ? 'leave it out' : `did you mean ${near}?`}`;
}

function misfit(type: string, traits: FieldTraits, mapping: SearchMapping): string | undefined {
  const { kind } = elementOf(traits);
  const isList = traits.kind === 'list';
  if (kind === 'json' || kind === 'list' || mapping['ignore_malformed'] === true || mapping['enabled'] === false)
    return undefined;
  if (isList && type === 'rank_feature')
    return 'the type "rank_feature" takes one number, and this is a list: give rank_features of a map(), or false';
  if (type === 'knn_vector' && isList && ['integer', 'double'].includes(kind)) return undefined;
  const isChecked = MAPPING_TYPES.has(type) || UNCHECKED_TYPES.includes(type) || type === 'knn_vector';
  const fits = TYPES[kind].includes(type) && (kind !== 'object' || isMadeFor(type, elementOf(traits)));
  if (!isChecked || fits) return undefined;
  const meant = own(KIND_FOR, type);
  const fix = meant === undefined ? 'declare json(), or leave search out' : `declare ${meant}, or leave search out`;
  return `OpenSearch refuses rows by the type "${type}" here: it does not take what this kind of field holds: ${fix}`;
}

/** An object of one's own that is written as such a type asks for it. */
function isMadeFor(type: string, { fields = {} }: FieldTraits): boolean {
  const names = Object.keys(fields);
  if (RANGES.includes(type)) return names.every((name) => ['gte', 'gt', 'lte', 'lt'].includes(name));
  return type !== 'geo_point' || ['lat', 'lon'].every((name) => names.includes(name)) || names.includes('coordinates');
}

/** What a list, or a list of lists, holds: OpenSearch knows no lists. */
function elementOf(traits: FieldTraits): FieldTraits {
  return traits.element ? elementOf(traits.element) : traits;
}

function entriesOf(mappings: unknown): [string, SearchMapping][] {
  return isRecord(mappings)
    ? Object.entries(mappings).filter((entry): entry is [string, SearchMapping] => isRecord(entry[1]))
    : [];
}
